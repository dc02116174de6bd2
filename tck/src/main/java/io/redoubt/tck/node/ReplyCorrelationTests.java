package io.redoubt.tck.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.CommandBatching;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.server.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Contract tests which verify that each of many callers of a Redis server gets its own replies, in spite of timeouts
 * and interrupts.
 */
abstract class ReplyCorrelationTests extends NodeTestBase {

    private static final int CALLERS = 20;
    private static final int CALLS_PER_INTERRUPT = 50;

    @ParameterizedTest
    @EnumSource
    @DisplayName("is the right one for each of 30,000 calls, single and in pipelines, small and large")
    void thirtyThousand(CommandBatching commandBatching) throws Exception {
        interleave(commandBatching, 30_000 / CALLERS);
    }

    @Tag("slow")
    @Timeout(1_200)
    @Test
    @DisplayName("is the right one for each of a million calls")
    void million() throws Exception {
        interleave(CommandBatching.ON, 1_000_000 / CALLERS);
    }

    private void interleave(CommandBatching commandBatching, int calls) throws Exception {
        RedisServer server = server();
        NodeClient client =
                client(server, settings().commandBatching(commandBatching).largeRequestBytes(2_000));
        client.execute(ping(), longDeadline());
        AtomicInteger done = new AtomicInteger();
        List<Thread> threads = new CopyOnWriteArrayList<>();
        List<Future<Integer>> callers = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            String name = "caller " + caller + " call ";
            Random random = new Random(caller);
            callers.add(background(() -> {
                threads.add(Thread.currentThread());
                int answered = 0;
                for (int call = 0; call < calls; ) {
                    int sent = 1 + (random.nextInt(10) == 0 ? random.nextInt(20) : 0);
                    answered += answeredOf(client, name, call, sent, random);
                    call += sent;
                    done.incrementAndGet();
                }
                return answered;
            }));
        }
        interruptSome(threads, done, callers);
        int answered = 0;
        for (Future<Integer> caller : callers) {
            answered += caller.get();
        }
        // Few calls are given up: the replies of the other calls must not be confused with theirs.
        assertThat(answered).isGreaterThan(CALLERS * calls / 2);
        eventually().until(() -> pending(client) == 0);
    }

    private static int answeredOf(NodeClient client, String name, int call, int sent, Random random) {
        String filler = random.nextInt(200) == 0 ? "x".repeat(3_000) : "";
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < sent; i++) {
            commands.add(echo(name + (call + i) + filler));
        }
        Deadline deadline =
                random.nextInt(20) == 0 ? within(Duration.ofNanos(random.nextInt(2_000_000))) : longDeadline();
        List<Reply> replies = client.pipeline(commands, deadline);
        int answered = 0;
        for (int i = 0; i < sent; i++) {
            if (replies.get(i) instanceof Reply.Missing missing) {
                // A call that shares a connection with a call that was given up may lose the connection.
                assertThat(missing.reason().kind()).isIn(Kind.TIMEOUT, Kind.INTERRUPTED, Kind.CONNECTION_LOST);
            } else {
                assertThat(text(replies.get(i))).isEqualTo(name + (call + i) + filler);
                answered++;
            }
        }
        var unused = Thread.interrupted();
        return answered;
    }

    /** Interrupts one of the threads after each fixed number of calls, independent of their speed. */
    private static void interruptSome(List<Thread> threads, AtomicInteger done, List<Future<Integer>> callers)
            throws InterruptedException {
        int next = CALLS_PER_INTERRUPT;
        while (!callers.stream().allMatch(Future::isDone)) {
            if (done.get() >= next) {
                threads.get(ThreadLocalRandom.current().nextInt(threads.size())).interrupt();
                next += CALLS_PER_INTERRUPT;
            } else {
                pause(Duration.ofNanos(100_000));
            }
        }
    }
}
