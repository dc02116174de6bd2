package io.redoubt.tck.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.Node;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeClientFactory;
import io.redoubt.redis.spi.PubSubChannel;
import io.redoubt.redis.spi.PushSubscription;
import io.redoubt.redis.spi.Reply;
import io.redoubt.tck.invariants.ThreadLeaks;
import io.redoubt.test.net.BlackHole;
import io.redoubt.test.server.CertificateFiles;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.ServerOptions;
import io.redoubt.test.server.TestCertificates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contract tests for closing the client of a single Redis server, also while calls are waiting. */
abstract class CloseTests extends NodeTestBase {

    private static final PushSubscription NEWS =
            new PushSubscription.Messages(List.of(PubSubChannel.global(bytes("news"))));
    private static final PushSubscription KEYS = new PushSubscription.Invalidations(List.of(bytes("p:")));

    @TempDir
    Path directory;

    @Test
    @DisplayName("a client ends its calls in flight with CLOSED and does not affect the driver's other clients")
    void client() throws Exception {
        RedisServer server = server();
        RawRedis raw = raw(server);
        NodeClientFactory driver = driver(settings().build());
        NodeClient one = client(driver, node(server), null, 0, new RecordingNodeListener());
        NodeClient other = client(driver, node(server), null, 0, new RecordingNodeListener());
        Future<Reply> mine = background(() -> one.execute(blockingPop("mine"), longDeadline()));
        Future<Reply> others = background(() -> other.execute(blockingPop("others"), longDeadline()));
        awaitCommand(raw, "blpop", 2);
        one.close();
        one.close();
        assertFailure(failureOf(mine), Kind.CLOSED, Execution.UNKNOWN);
        assertFailure(failureOf(() -> one.execute(ping(), longDeadline())), Kind.CLOSED, Execution.NOT_EXECUTED);
        assertFailure(failureOf(() -> one.exclusive(longDeadline())), Kind.CLOSED, Execution.NOT_EXECUTED);
        raw.call("RPUSH", "others", "element");
        assertThat(others.get()).isInstanceOf(Reply.Array.class);
    }

    @Test
    @DisplayName("a client is immediate even if the server is suspended, with and without a connection, and with TLS")
    void clientAtOnce() {
        closeAllWhileTheServerStandsStill();
    }

    @Tag("slow")
    @Test
    @DisplayName("a client takes no more than 50 ms in 38 of 40 cases")
    void clientInTime() {
        List<Duration> times = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            times.addAll(closeAllWhileTheServerStandsStill());
        }
        times.sort(Comparator.naturalOrder());
        assertThat(times.get(37)).isLessThan(Duration.ofMillis(50));
    }

    /** Returns how long closing each client took, with its call in flight or waiting for a connection. */
    private List<Duration> closeAllWhileTheServerStandsStill() {
        CertificateFiles loopback = TestCertificates.forLoopback(directory);
        RedisServer server = server(ServerOptions.defaults().tls(loopback));
        NodeClientFactory encrypted = driver(encrypted(loopback).build());
        NodeClientFactory plain = driver(settings().build());
        List<NodeClient> clients = new ArrayList<>();
        for (NodeClient connected : List.of(
                client(encrypted, tlsNode(server), null, 0, new RecordingNodeListener()),
                client(plain, node(server), null, 0, new RecordingNodeListener()))) {
            connected.execute(ping(), longDeadline());
            clients.add(connected);
        }
        server.suspend();
        clients.add(client(encrypted, tlsNode(server), null, 0, new RecordingNodeListener()));
        clients.add(client(plain, node(server), null, 0, new RecordingNodeListener()));
        List<Duration> times = new ArrayList<>();
        for (NodeClient client : clients) {
            Future<Reply> call = background(() -> client.execute(ping(), longDeadline()));
            eventually().until(() -> pending(client) == 1);
            long start = System.nanoTime();
            client.close();
            assertThat(failureOf(call).kind()).isEqualTo(Kind.CLOSED);
            times.add(Duration.ofNanos(System.nanoTime() - start));
        }
        return times;
    }

    @Test
    @DisplayName("a driver closes all clients, push connections and exclusive connections, and leaves no thread")
    void driver() {
        RedisServer server = server();
        RawRedis raw = raw(server);
        var before = ThreadLeaks.noneBut(THREAD_NAME).snapshot();
        NodeClientFactory driver = driver(settings().build());
        List<Future<Reply>> calls = new ArrayList<>();
        List<NodeClient> clients = new ArrayList<>();
        List<RecordingPushListener> pushes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            NodeClient client = client(driver, node(server), null, i, new RecordingNodeListener());
            clients.add(client);
            calls.add(background(() -> client.execute(blockingPop("queue"), longDeadline())));
            client.exclusive(longDeadline());
            for (PushSubscription request : List.of(NEWS, KEYS)) {
                RecordingPushListener mine = new RecordingPushListener();
                pushes.add(mine);
                client.listen(request, mine, longDeadline());
            }
        }
        awaitCommand(raw, "blpop", 3);
        driver.close();
        driver.close();
        calls.forEach(call -> assertThat(failureOf(call).kind()).isEqualTo(Kind.CLOSED));
        clients.forEach(client -> {
            assertFailure(failureOf(() -> client.execute(ping(), longDeadline())), Kind.CLOSED, Execution.NOT_EXECUTED);
            client.close();
        });
        eventually().until(() -> connections(raw) == 0);
        pushes.forEach(sink -> assertThat(sink.ends()).hasSizeLessThan(2));
        before.verify();
        NodeClient late = client(driver, node(server), null, 0, new RecordingNodeListener());
        assertFailure(failureOf(() -> late.execute(ping(), longDeadline())), Kind.CLOSED, Execution.NOT_EXECUTED);
    }

    @Test
    @DisplayName("a driver does not wait for servers and leaves nothing behind if connections are stuck in every stage")
    void stuck() {
        closeWhileAllIsStuck();
    }

    @Tag("slow")
    @Test
    @DisplayName("a driver whose connections are stuck takes no more than 5 s in 10 of 10 cases")
    void driverInTime() {
        for (int round = 0; round < 10; round++) {
            assertThat(closeWhileAllIsStuck()).isLessThan(Duration.ofSeconds(5));
        }
    }

    private Duration closeWhileAllIsStuck() {
        RedisServer server = server();
        BlackHole hole = closeAfterTest(BlackHole.listening());
        var before = ThreadLeaks.noneBut(THREAD_NAME).snapshot();
        NodeClientFactory driver = driver(settings().build());
        NodeClient connected = client(driver, node(server), null, 0, new RecordingNodeListener());
        connected.execute(ping(), longDeadline());
        connected.listen(KEYS, new RecordingPushListener(), longDeadline());
        server.suspend();
        NodeClient handshaking = client(driver, node(server), null, 0, new RecordingNodeListener());
        NodeClient connecting =
                client(driver, new Node(hole.host(), hole.port()), null, 0, new RecordingNodeListener());
        List<Future<?>> calls = new ArrayList<>();
        for (NodeClient client : List.of(connected, handshaking, connecting)) {
            calls.add(background(() -> client.execute(ping(), longDeadline())));
            calls.add(background(() -> client.exclusive(longDeadline())));
            calls.add(background(() -> client.listen(NEWS, new RecordingPushListener(), longDeadline())));
            eventually().until(() -> pending(client) == 1);
        }
        long start = System.nanoTime();
        driver.close();
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        for (Future<?> call : calls) {
            assertThat(failureOf(call).kind()).isEqualTo(Kind.CLOSED);
        }
        before.verify();
        return time;
    }

    @Test
    @DisplayName("leaves nothing behind and keeps no caller waiting if it happens while connecting")
    void whileConnecting() throws Exception {
        RedisServer server = server();
        RawRedis raw = raw(server);
        var before = ThreadLeaks.noneBut(THREAD_NAME).snapshot();
        Random random = new Random(42);
        for (int round = 0; round < 40; round++) {
            NodeClientFactory driver = driver(settings().build());
            NodeClient client = client(driver, node(server), null, 0, new RecordingNodeListener());
            CountDownLatch started = new CountDownLatch(1);
            Future<Reply> call = background(() -> {
                started.countDown();
                return client.execute(ping(), longDeadline());
            });
            started.await();
            LockSupport.parkNanos(random.nextInt(6_000_000));
            if (round % 2 == 0) {
                client.close();
            }
            driver.close();
            try {
                assertThat(text(call.get(LONG_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)))
                        .isEqualTo("PONG");
            } catch (ExecutionException e) {
                assertThat(failureOf(call).kind()).isEqualTo(Kind.CLOSED);
            }
        }
        eventually().until(() -> connections(raw) == 0);
        before.verify();
    }

    @Test
    @DisplayName("is possible before anything was opened")
    void unused() {
        var before = ThreadLeaks.noneBut(THREAD_NAME).snapshot();
        RedisServer server = server();
        NodeClientFactory driver = driver(settings().build());
        NodeClient client = client(driver, node(server), null, 0, new RecordingNodeListener());
        client.close();
        driver.close();
        before.verify();
    }
}
