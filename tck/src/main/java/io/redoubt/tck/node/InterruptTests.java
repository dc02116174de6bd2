package io.redoubt.tck.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.server.CertificateFiles;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.ServerOptions;
import io.redoubt.test.server.TestCertificates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contract tests for interrupting threads that wait for a Redis server. */
abstract class InterruptTests extends NodeTestBase {

    private static final int NEIGHBOURS = 32;
    private static final int INTERRUPTS = 300;

    @TempDir
    Path directory;

    @Test
    @DisplayName("ends the call with INTERRUPTED and the flag set again, whatever the call waits for")
    void everyKind() throws Exception {
        RedisServer server = server();
        NodeClient client = client(server);
        client.execute(ping(), longDeadline());
        InterruptibleCall waiting = InterruptibleCall.begin(() -> client.execute(blockingPop("queue"), longDeadline()));
        awaitCommand(raw(server), "blpop", 1);
        assertFailure(waiting.interrupt(), Kind.INTERRUPTED, Execution.UNKNOWN);
        NodeClient other = client(server);
        server.suspend();
        InterruptibleCall connecting = InterruptibleCall.begin(() -> other.execute(ping(), longDeadline()));
        assertFailure(connecting.interrupt(), Kind.INTERRUPTED, Execution.NOT_EXECUTED);
        InterruptibleCall borrowing = InterruptibleCall.begin(() -> other.exclusive(longDeadline()));
        assertFailure(borrowing.interrupt(), Kind.INTERRUPTED, Execution.NOT_EXECUTED);
    }

    @Test
    @DisplayName("ends a call on a TLS connection in the same way")
    void encrypted() throws Exception {
        CertificateFiles loopback = TestCertificates.forLoopback(directory);
        RedisServer server = server(ServerOptions.defaults().tls(loopback));
        NodeClient client = client(tlsNode(server), encrypted(loopback), new RecordingNodeListener());
        RawRedis raw = raw(server);
        InterruptibleCall waiting = InterruptibleCall.begin(() -> client.execute(blockingPop("queue"), longDeadline()));
        awaitCommand(raw, "blpop", 1);
        assertFailure(waiting.interrupt(), Kind.INTERRUPTED, Execution.UNKNOWN);
        raw.call("RPUSH", "queue", "element");
        assertThat(text(client.execute(ping(), longDeadline()))).isEqualTo("PONG");
    }

    @Test
    @DisplayName("ends a pipeline, with a Missing that reports the interrupt for each command without a reply")
    void pipeline() throws Exception {
        RedisServer server = server();
        NodeClient client = client(server);
        client.execute(ping(), longDeadline());
        List<Reply> replies = new ArrayList<>();
        InterruptibleCall caller = InterruptibleCall.begin(() -> {
            replies.addAll(client.pipeline(List.of(echo("there"), blockingPop("queue"), ping()), longDeadline()));
            throw missingReason(replies.get(1));
        });
        awaitCommand(raw(server), "blpop", 1);
        assertFailure(caller.interrupt(), Kind.INTERRUPTED, Execution.UNKNOWN);
        assertThat(replies).hasSize(3);
        assertThat(missingReason(replies.get(2)).kind()).isEqualTo(Kind.INTERRUPTED);
    }

    @Test
    @DisplayName("before the call prevents it from being sent")
    void before() throws Exception {
        NodeClient client = client(server());
        client.execute(ping(), longDeadline());
        Future<DriverException> call = background(() -> {
            Thread.currentThread().interrupt();
            return failureOf(() -> client.execute(set("never", "written"), longDeadline()));
        });
        assertFailure(call.get(), Kind.INTERRUPTED, Execution.NOT_EXECUTED);
        assertThat(client.execute(get("never"), longDeadline())).isEqualTo(Reply.Nil.NIL);
    }

    @Test
    @DisplayName("affects none of 32 other callers, however often one caller is interrupted during its calls")
    void neighbours() throws Exception {
        RedisServer server = server();
        NodeClient client = client(server);
        client.execute(ping(), longDeadline());
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch started = new CountDownLatch(NEIGHBOURS);
        List<Future<Integer>> neighbours = new ArrayList<>();
        for (int neighbour = 0; neighbour < NEIGHBOURS; neighbour++) {
            String name = "neighbour " + neighbour + " call ";
            neighbours.add(background(() -> callOn(client, name, stop, started)));
        }
        AtomicInteger interrupted = new AtomicInteger();
        FutureTask<Boolean> victim = new FutureTask<>(() -> beInterrupted(client, stop, interrupted));
        Thread its = new Thread(victim, THREAD_NAME);
        its.start();
        try {
            started.await();
            while (interrupted.get() < INTERRUPTS && !victim.isDone()) {
                its.interrupt();
                pause(Duration.ofNanos(100_000));
            }
        } finally {
            stop.set(true);
        }
        assertThat(victim.get()).isTrue();
        for (Future<Integer> neighbour : neighbours) {
            assertThat(neighbour.get()).isPositive();
        }
    }

    private static int callOn(NodeClient client, String name, AtomicBoolean stop, CountDownLatch started) {
        int calls = 0;
        for (; calls == 0 || !stop.get(); calls++) {
            assertThat(text(client.execute(echo(name + calls), longDeadline()))).isEqualTo(name + calls);
            started.countDown();
        }
        return calls;
    }

    private static boolean beInterrupted(NodeClient client, AtomicBoolean stop, AtomicInteger interrupted) {
        for (int call = 0; !stop.get(); call++) {
            String value = "victim " + call;
            try {
                assertThat(text(client.execute(echo(value), longDeadline()))).isEqualTo(value);
            } catch (DriverException e) {
                assertThat(e.kind()).isEqualTo(Kind.INTERRUPTED);
                assertThat(Thread.interrupted()).isTrue();
                interrupted.incrementAndGet();
            }
        }
        return interrupted.get() >= INTERRUPTS;
    }
}
