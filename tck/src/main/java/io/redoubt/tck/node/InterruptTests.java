package io.redoubt.tck.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.Reply;
import io.redoubt.tck.server.PemFiles;
import io.redoubt.tck.server.RawRedis;
import io.redoubt.tck.server.RedisServer;
import io.redoubt.tck.server.ServerOptions;
import io.redoubt.tck.server.TestCertificates;
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

/** What an interrupt does, and to whom. */
abstract class InterruptTests extends NodeTests {

    private static final int NEIGHBOURS = 32;
    private static final int INTERRUPTS = 300;

    @TempDir
    Path directory;

    @Test
    @DisplayName("ends the call with INTERRUPTED and the flag set again, in whatever it waits for")
    void everyKind() throws Exception {
        RedisServer server = server();
        NodeClient client = client(server);
        client.execute(ping(), patient());
        Interrupted waiting = Interrupted.begin(() -> client.execute(blockingPop("queue"), patient()));
        awaitCommand(raw(server), "blpop", 1);
        says(waiting.interrupt(), Kind.INTERRUPTED, Execution.UNKNOWN);
        NodeClient other = client(server);
        server.suspend();
        Interrupted connecting = Interrupted.begin(() -> other.execute(ping(), patient()));
        says(connecting.interrupt(), Kind.INTERRUPTED, Execution.NOT_EXECUTED);
        Interrupted borrowing = Interrupted.begin(() -> other.exclusive(patient()));
        says(borrowing.interrupt(), Kind.INTERRUPTED, Execution.NOT_EXECUTED);
    }

    @Test
    @DisplayName("ends a call on an encrypted connection alike")
    void encrypted() throws Exception {
        PemFiles loopback = TestCertificates.forLoopback(directory);
        RedisServer server = server(ServerOptions.defaults().tls(loopback));
        NodeClient client = client(tlsNode(server), encrypted(loopback), new HeardConnections());
        RawRedis raw = raw(server);
        Interrupted waiting = Interrupted.begin(() -> client.execute(blockingPop("queue"), patient()));
        awaitCommand(raw, "blpop", 1);
        says(waiting.interrupt(), Kind.INTERRUPTED, Execution.UNKNOWN);
        raw.call("RPUSH", "queue", "element");
        assertThat(text(client.execute(ping(), patient()))).isEqualTo("PONG");
    }

    @Test
    @DisplayName("ends a pipeline with a Missing that says so for each command without a reply")
    void pipeline() throws Exception {
        RedisServer server = server();
        NodeClient client = client(server);
        client.execute(ping(), patient());
        List<Reply> replies = new ArrayList<>();
        Interrupted caller = Interrupted.begin(() -> {
            replies.addAll(client.pipeline(List.of(echo("there"), blockingPop("queue"), ping()), patient()));
            throw missing(replies.get(1));
        });
        awaitCommand(raw(server), "blpop", 1);
        says(caller.interrupt(), Kind.INTERRUPTED, Execution.UNKNOWN);
        assertThat(replies).hasSize(3);
        assertThat(missing(replies.get(2)).kind()).isEqualTo(Kind.INTERRUPTED);
    }

    @Test
    @DisplayName("that came before the call sends nothing")
    void before() throws Exception {
        NodeClient client = client(server());
        client.execute(ping(), patient());
        Future<DriverException> call = background(() -> {
            Thread.currentThread().interrupt();
            return failureOf(() -> client.execute(set("never", "written"), patient()));
        });
        says(call.get(), Kind.INTERRUPTED, Execution.NOT_EXECUTED);
        assertThat(client.execute(get("never"), patient())).isEqualTo(Reply.Nil.NIL);
    }

    @Test
    @DisplayName("harms none of 32 neighbours, however often one caller is interrupted in the middle of its calls")
    void neighbours() throws Exception {
        RedisServer server = server();
        NodeClient client = client(server);
        client.execute(ping(), patient());
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch started = new CountDownLatch(NEIGHBOURS);
        List<Future<Integer>> neighbours = new ArrayList<>();
        for (int neighbour = 0; neighbour < NEIGHBOURS; neighbour++) {
            String name = "neighbour " + neighbour + " call ";
            neighbours.add(background(() -> callOn(client, name, stop, started)));
        }
        AtomicInteger interrupted = new AtomicInteger();
        FutureTask<Boolean> victim = new FutureTask<>(() -> beInterrupted(client, stop, interrupted));
        Thread its = new Thread(victim, BACKGROUND);
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
            assertThat(text(client.execute(echo(name + calls), patient()))).isEqualTo(name + calls);
            started.countDown();
        }
        return calls;
    }

    private static boolean beInterrupted(NodeClient client, AtomicBoolean stop, AtomicInteger interrupted) {
        for (int call = 0; !stop.get(); call++) {
            String value = "victim " + call;
            try {
                assertThat(text(client.execute(echo(value), patient()))).isEqualTo(value);
            } catch (DriverException e) {
                assertThat(e.kind()).isEqualTo(Kind.INTERRUPTED);
                assertThat(Thread.interrupted()).isTrue();
                interrupted.incrementAndGet();
            }
        }
        return interrupted.get() >= INTERRUPTS;
    }
}
