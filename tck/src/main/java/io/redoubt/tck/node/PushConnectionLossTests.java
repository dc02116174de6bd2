package io.redoubt.tck.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.Node;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.PubSubChannel;
import io.redoubt.redis.spi.PushConnection;
import io.redoubt.redis.spi.PushSubscription;
import io.redoubt.test.net.ClosedPort;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Contract tests for the loss of connections on which Redis pushes messages, and for failures to open such connections.
 */
abstract class PushConnectionLossTests extends NodeTestBase {

    private static final Duration HEARTBEAT = Duration.ofMillis(150);

    static Stream<PushSubscription> requests() {
        return Stream.of(
                new PushSubscription.Messages(List.of(PubSubChannel.global(bytes("news")))),
                new PushSubscription.Invalidations(List.of(bytes("p:"))));
    }

    @ParameterizedTest
    @MethodSource("requests")
    @DisplayName("end once if the server is suspended, which the heartbeat detects")
    void frozen(PushSubscription request) {
        RedisServer server = server();
        RecordingPushListener pushes = new RecordingPushListener();
        NodeClient client = client(server, settings().heartbeat(HEARTBEAT));
        listen(client, request, pushes);
        server.suspend();
        eventually().untilAsserted(() -> assertThat(pushes.ends()).hasSize(1));
        assertThat(pushes.ends().get(0).kind()).isEqualTo(Kind.CONNECTION_LOST);
        server.resume();
        RawRedis raw = raw(server);
        eventually().until(() -> connections(raw) == 0);
        raw.call("PUBLISH", "news", "after");
        raw.call("SET", "p:after", "1");
        assertThat(pushes.ends()).hasSize(1);
        assertThat(pushes.violations()).isEmpty();
        assertThat(pushes.texts()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("requests")
    @DisplayName("end if the connection is half-open")
    void halfOpen(PushSubscription request) {
        ByteLimitProxy proxy = closeAfterTest(ByteLimitProxy.before(server()));
        RecordingPushListener pushes = new RecordingPushListener();
        NodeClient client = client(proxy.node(), settings().heartbeat(HEARTBEAT), new RecordingNodeListener());
        listen(client, request, pushes);
        proxy.stopOpenConnections();
        eventually().untilAsserted(() -> assertThat(pushes.ends()).hasSize(1));
    }

    /**
     * Opens a push connection. Repeats that if the machine stalls for longer than the heartbeat, since the
     * connection may then be lost before it is confirmed.
     */
    private static void listen(NodeClient client, PushSubscription request, RecordingPushListener pushes) {
        while (true) {
            try {
                client.listen(request, pushes, longDeadline());
                return;
            } catch (DriverException e) {
                assertFailure(e, Kind.CONNECTION_LOST, Execution.NOT_EXECUTED);
            }
        }
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("requests")
    @DisplayName("end within twice the heartbeat, and not before one, in 8 of 10 cases")
    void within(PushSubscription request) {
        List<Duration> times = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            RedisServer server = server();
            RecordingPushListener pushes = new RecordingPushListener();
            NodeClient client = client(server, settings().heartbeat(Duration.ofMillis(500)));
            client.listen(request, pushes, longDeadline());
            server.suspend();
            long start = System.nanoTime();
            eventually().until(() -> !pushes.ends().isEmpty());
            times.add(Duration.ofNanos(System.nanoTime() - start));
        }
        times.sort(Comparator.naturalOrder());
        assertThat(times.get(1)).isGreaterThan(Duration.ofMillis(400));
        assertThat(times.get(8)).isLessThan(Duration.ofMillis(1_150));
    }

    @ParameterizedTest
    @MethodSource("requests")
    @DisplayName("stay open without messages as long as the server answers heartbeats")
    void quiet(PushSubscription request) throws InterruptedException {
        Duration heartbeat = Duration.ofMillis(300);
        while (!standsThroughSilence(request, heartbeat)) {
            heartbeat = heartbeat.multipliedBy(4);
        }
    }

    /**
     * Returns false if the connection was lost although the machine was stalled for so long that no heartbeat
     * could arrive in time; then the test is repeated.
     */
    private boolean standsThroughSilence(PushSubscription request, Duration heartbeat) throws InterruptedException {
        RedisServer server = server();
        RecordingPushListener pushes = new RecordingPushListener();
        NodeClient client = client(server, settings().heartbeat(heartbeat));
        RawRedis raw = raw(server);
        listen(client, request, pushes);
        Pauses pauses = new Pauses();
        long before = pings(raw);
        pauses.until(() -> !pushes.ends().isEmpty() || pings(raw) >= before + 4);
        pauses.until(() -> !pushes.ends().isEmpty() || pushes.receipts() >= 4);
        raw.call("PUBLISH", "news", "after the silence");
        raw.call("SET", "p:after", "1");
        pauses.until(() -> !pushes.ends().isEmpty()
                || pushes.texts().size() + pushes.keys().size() == 1);
        if (!pushes.ends().isEmpty() && pauses.longest().compareTo(heartbeat.dividedBy(2)) > 0) {
            return false;
        }
        assertThat(pushes.ends()).isEmpty();
        assertThat(pushes.violations()).isEmpty();
        return true;
    }

    /** Stopwatch for the longest time for which this machine, or the server that a test polls, was stalled. */
    private static final class Pauses {

        private long last = System.nanoTime();
        private long longest;

        void until(BooleanSupplier condition) throws InterruptedException {
            boolean reached;
            do {
                pause(Duration.ofMillis(5));
                reached = condition.getAsBoolean();
                long now = System.nanoTime();
                longest = Math.max(longest, now - last);
                last = now;
            } while (!reached);
        }

        Duration longest() {
            return Duration.ofNanos(longest);
        }
    }

    private static long pings(RawRedis raw) {
        return raw.text("INFO", "commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_ping:"))
                .map(line -> line.substring("cmdstat_ping:calls=".length(), line.indexOf(',')))
                .mapToLong(Long::parseLong)
                .sum();
    }

    @ParameterizedTest
    @MethodSource("requests")
    @DisplayName("end once, with CLOSED, if their client is closed")
    void clientClosed(PushSubscription request) {
        RedisServer server = server();
        RawRedis raw = raw(server);
        RecordingPushListener pushes = new RecordingPushListener();
        NodeClient client = client(server);
        PushConnection link = client.listen(request, pushes, longDeadline());
        client.close();
        eventually().untilAsserted(() -> assertThat(pushes.ends()).hasSize(1));
        assertThat(pushes.ends().get(0).kind()).isEqualTo(Kind.CLOSED);
        link.close();
        eventually().until(() -> connections(raw) == 0);
        assertThat(pushes.ends()).hasSize(1);
        assertFailure(
                failureOf(() -> client.listen(request, pushes, longDeadline())), Kind.CLOSED, Execution.NOT_EXECUTED);
    }

    @ParameterizedTest
    @MethodSource("requests")
    @DisplayName("report no end after they were closed")
    void lostAfterClose(PushSubscription request) {
        RedisServer server = server();
        RecordingPushListener pushes = new RecordingPushListener();
        NodeClient client = client(server);
        List<PushConnection> links = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            links.add(client.listen(request, pushes, longDeadline()));
        }
        links.forEach(PushConnection::close);
        server.kill();
        client.close();
        assertThat(pushes.ends()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("requests")
    @DisplayName("fail to open within the deadline if no server listens or answers, and leave nothing behind")
    void unreachable(PushSubscription request) {
        RecordingPushListener pushes = new RecordingPushListener();
        try (ClosedPort closedPort = ClosedPort.find()) {
            NodeClient alone =
                    client(new Node(closedPort.host(), closedPort.port()), settings(), new RecordingNodeListener());
            assertFailure(
                    failureOf(() -> alone.listen(request, pushes, longDeadline())),
                    Kind.UNREACHABLE,
                    Execution.NOT_EXECUTED);
        }
        RedisServer server = server();
        NodeClient client = client(server);
        server.suspend();
        assertFailure(
                failureOf(() -> client.listen(request, pushes, shortDeadline())), Kind.TIMEOUT, Execution.NOT_EXECUTED);
        server.resume();
        RawRedis raw = raw(server);
        eventually().until(() -> connections(raw) == 0);
        raw.call("PUBLISH", "news", "to nobody");
        raw.call("SET", "p:after", "1");
        assertThat(pushes.texts()).isEmpty();
        assertThat(pushes.keys()).isEmpty();
        assertThat(pushes.ends()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("requests")
    @DisplayName("leave nothing behind, whenever the server stops answering while they are opened")
    void unconfirmed(PushSubscription request) {
        RedisServer server = server();
        ByteLimitProxy proxy = closeAfterTest(ByteLimitProxy.before(server));
        RecordingPushListener pushes = new RecordingPushListener();
        NodeClient client = client(proxy.node(), settings(), new RecordingNodeListener());
        for (int bytes = 0; bytes <= 200; bytes += 20) {
            proxy.stopRequestsAfter(bytes);
            try (PushConnection made = client.listen(request, pushes, within(Duration.ofMillis(100)))) {
                assertThat(bytes).as("enough for " + made).isPositive();
            } catch (DriverException e) {
                assertFailure(e, Kind.TIMEOUT, Execution.NOT_EXECUTED);
            }
        }
        proxy.resume();
        RawRedis raw = raw(server);
        eventually().until(() -> connections(raw) == 0);
        assertThat(pushes.ends()).isEmpty();
    }
}
