package io.redoubt.jedis;

import static io.redoubt.jedis.Opened.awaitBlocked;
import static io.redoubt.jedis.Opened.command;
import static io.redoubt.jedis.Opened.eventually;
import static io.redoubt.jedis.Opened.failure;
import static io.redoubt.jedis.Opened.millis;
import static io.redoubt.jedis.Opened.patient;
import static io.redoubt.jedis.Opened.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeClientFactory;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.redis.spi.Reply;
import io.redoubt.tck.FakeClock;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("The shared wire")
final class CommandBatchingTest {

    private RedisServer server;
    private RawRedis raw;

    @BeforeEach
    void start() {
        server = RedisServers.start(ServerOptions.defaults());
        raw = server.raw();
    }

    @AfterEach
    void stop() {
        raw.close();
        server.close();
    }

    /** Opens a driver whose clock stands still, so that its monitor never checks an idle connection. */
    private Opened uninspected() {
        return Opened.to(server, Opened.settings(), FakeClock.aboutToOverflow());
    }

    @Test
    @DisplayName("is not for a lonely caller, which uses one connection and no thread but its own and the monitor")
    void lonely() {
        Set<Thread> before = ioThreads();
        try (Opened driver = uninspected()) {
            for (int i = 0; i < 1_000; i++) {
                assertThat(text(driver.execute(command("ECHO", "e" + i), patient())))
                        .isEqualTo("e" + i);
            }
            assertThat(before).containsAll(ioThreads());
            assertThat(driver.openings()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("has its connection back before a caller that was answered can ask again")
    void oneAfterTheOther() {
        try (Opened driver = uninspected()) {
            driver.execute(command("PING"), patient());
            for (int i = 0; i < 2_000; i++) {
                PendingReplies sent =
                        driver.client().send(List.of(command("ECHO", "a" + i), command("ECHO", "b" + i)), patient());
                assertThat(sent.await()).extracting(Opened::text).containsExactly("a" + i, "b" + i);
                assertThat(text(driver.execute(command("ECHO", "c" + i), patient())))
                        .isEqualTo("c" + i);
            }
            // One I/O thread may still be ending when the next one starts, and a third is added when both are
            // stalled.
            assertThat(driver.openings()).isLessThanOrEqualTo(3);
        }
    }

    @Test
    @DisplayName("never writes the command of a caller who has left before it was his turn")
    void leftInTime() {
        try (Opened driver = Opened.to(server, Opened.settings().maxConnections(1))) {
            NodeClient client = driver.client();
            PendingReplies first = client.send(List.of(command("BLPOP", "queue", "0")), patient());
            awaitBlocked(raw, 1);
            DriverException late = failure(() -> client.execute(command("SET", "late", "1"), millis(50)));
            assertThat(late.kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(late.execution()).isEqualTo(Execution.NOT_EXECUTED);
            assertThat(client.load().waiting()).isZero();
            raw.call("RPUSH", "queue", "element");
            assertThat(first.await().get(0)).isInstanceOf(Reply.Array.class);
            assertThat(driver.execute(command("GET", "late"), patient())).isEqualTo(Reply.Nil.NIL);
        }
    }

    @Test
    @DisplayName("is sent at once after a renewal, even if all I/O threads wait for replies over replaced connections")
    void allThreadsOnReplacedConnections() {
        try (Opened driver = Opened.to(server, Opened.settings().maxConnections(16))) {
            NodeClient client = driver.client();
            List<PendingReplies> waiting = new ArrayList<>();
            for (int i = 1; i <= 8; i++) {
                waiting.add(client.send(List.of(command("BLPOP", "queue" + i, "0")), patient()));
                awaitBlocked(raw, i);
            }
            client.renew(patient());
            PendingReplies ninth = client.send(List.of(command("PING")), patient());
            assertThat(ninth.await()).extracting(Opened::text).containsExactly("PONG");
            for (int i = 1; i <= 8; i++) {
                raw.call("RPUSH", "queue" + i, "element");
                assertThat(waiting.get(i - 1).await().get(0)).isInstanceOf(Reply.Array.class);
            }
            assertThat(driver.losses()).isEmpty();
        }
    }

    @Test
    @DisplayName("that is lost leaves those in doubt who were on it; who still waited travels with the next")
    void lost() {
        try (Opened driver = Opened.to(server, Opened.settings().maxConnections(1))) {
            NodeClient client = driver.client();
            PendingReplies first = client.send(List.of(command("BLPOP", "none", "0")), patient());
            awaitBlocked(raw, 1);
            List<PendingReplies> others = IntStream.range(0, 20)
                    .mapToObj(i -> client.send(List.of(command("ECHO", "e" + i)), patient()))
                    .toList();
            raw.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            DriverException lost = reason(first.await());
            assertThat(lost.kind()).isEqualTo(Kind.CONNECTION_LOST);
            assertThat(lost.execution()).isEqualTo(Execution.UNKNOWN);
            for (int i = 0; i < others.size(); i++) {
                assertThat(text(others.get(i).await().get(0))).isEqualTo("e" + i);
            }
            assertThat(driver.losses()).hasSize(1);
        }
    }

    @Test
    @DisplayName("is not waited for longer than it takes to find another carrier, when those that carry are held up")
    void heldUp() {
        try (Opened driver = Opened.to(server)) {
            NodeClient client = driver.client();
            List<PendingReplies> blocked = IntStream.range(0, 5)
                    .mapToObj(i -> {
                        PendingReplies pending = client.send(List.of(command("BLPOP", "none" + i, "0")), patient());
                        awaitBlocked(raw, i + 1);
                        assertThat(text(client.send(List.of(command("ECHO", "e")), patient())
                                        .await()
                                        .get(0)))
                                .isEqualTo("e");
                        return pending;
                    })
                    .toList();
            for (int i = 0; i < blocked.size(); i++) {
                raw.call("RPUSH", "none" + i, "element");
                assertThat(blocked.get(i).await().get(0)).isInstanceOf(Reply.Array.class);
            }
        }
    }

    @Test
    @DisplayName("finds another thread as well where those at work wait for connections that do not come to stand")
    void opening() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch opened = new CountDownLatch(1);
        NodeClientFactory blocking = JedisNodeClientFactory.with(
                Opened.settings().build(), System::nanoTime, socket -> once(first, opened, socket));
        try (Opened driver = Opened.with(blocking, server)) {
            NodeClient client = driver.client();
            Callers busy = Callers.start(1, i -> client.execute(command("BLPOP", "queue", "0"), patient()));
            awaitBlocked(raw, 1);
            List<PendingReplies> others = IntStream.range(0, 2)
                    .mapToObj(i -> {
                        PendingReplies sent = client.send(List.of(command("ECHO", "e" + i)), patient());
                        // One connection belongs to the test, one is blocked, and the others, one for each thread,
                        // are never completely opened.
                        eventually()
                                .until(() -> raw.text("CLIENT", "LIST").lines().count() >= 3 + i);
                        return sent;
                    })
                    .toList();
            raw.call("RPUSH", "queue", "element");
            busy.finish();
            for (int i = 0; i < others.size(); i++) {
                assertThat(text(others.get(i).await().get(0))).isEqualTo("e" + i);
            }
            assertThat(driver.openings()).isOne();
            opened.countDown();
        }
    }

    @Test
    @DisplayName("checks a connection that no call has used yet before it is used, however new it is")
    void unused() throws Exception {
        FakeClock clock = FakeClock.aboutToOverflow();
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch opened = new CountDownLatch(1);
        NodeClientFactory blocking =
                JedisNodeClientFactory.with(Opened.settings().build(), clock, socket -> once(first, opened, socket));
        try (Opened driver = Opened.with(blocking, server)) {
            NodeClient client = driver.client();
            Callers busy = Callers.start(1, i -> client.execute(command("BLPOP", "queue", "0"), patient()));
            awaitBlocked(raw, 1);
            CountDownLatch answered = new CountDownLatch(1);
            Callers overtaken = Callers.start(1, i -> {
                assertThat(text(client.send(List.of(command("ECHO", "e")), patient())
                                .await()
                                .get(0)))
                        .isEqualTo("e");
                answered.countDown();
            });
            // One connection belongs to the test, one is blocked, and the two others are never completely opened
            // before another thread, which counts the two as stalled, has made the call.
            eventually().until(() -> raw.text("CLIENT", "LIST").lines().count() >= 4);
            raw.call("RPUSH", "queue", "element");
            busy.finish();
            eventually().until(() -> {
                clock.advance(Opened.A_WHILE);
                return answered.getCount() == 0;
            });
            overtaken.finish();
            opened.countDown();
            eventually().until(() -> driver.openings() == 3);
            killAll();
            for (int i = 0; i < 3; i++) {
                assertThat(text(client.execute(command("ECHO", "k"), patient())))
                        .isEqualTo("k");
            }
        }
    }

    /** Kills all connections except that of the test, and waits until their end can be read. */
    private void killAll() {
        try (RawRedis witness = server.raw()) {
            raw.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            Opened.awaitEnd(witness);
        }
    }

    /** Passes the first socket at once, and delays all others until the second latch is released. */
    private static Socket once(CountDownLatch first, CountDownLatch others, Socket socket) {
        try {
            if (first.getCount() == 0) {
                others.await();
            }
            first.countDown();
            return socket;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Tag("slow")
    @Test
    @DisplayName("has no threads any more after a while without callers, and has some again when they come")
    void threadsEnd() throws Exception {
        Set<Thread> before = ioThreads();
        try (Opened driver = Opened.to(server)) {
            for (int round = 0; round < 2; round++) {
                assertThat(text(driver.client()
                                .send(List.of(command("ECHO", "e")), patient())
                                .await()
                                .get(0)))
                        .isEqualTo("e");
                assertThat(before.containsAll(ioThreads())).isFalse();
                eventually().until(() -> before.containsAll(ioThreads()));
            }
        }
    }

    private static DriverException reason(List<Reply> replies) {
        assertThat(replies.get(0)).isInstanceOf(Reply.Missing.class);
        return ((Reply.Missing) replies.get(0)).reason();
    }

    /**
     * Returns the I/O threads of all drivers in this JVM. Threads of drivers that earlier tests have closed may
     * still be ending.
     */
    private static Set<Thread> ioThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("redoubt-jedis-io"))
                .collect(Collectors.toSet());
    }
}
