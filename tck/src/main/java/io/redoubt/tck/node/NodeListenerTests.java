package io.redoubt.tck.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeListener;
import io.redoubt.redis.spi.NodeStatistics;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.test.net.ClosedPort;
import io.redoubt.test.proxy.FaultProxy;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests which verify that a {@code NodeListener} is notified of each opened and each lost connection. */
abstract class NodeListenerTests extends NodeTestBase {

    private static final int ROUNDS = 3;

    private static RedisSettingsBuilder single() {
        return settings().maxConnections(1);
    }

    @Test
    @DisplayName("contains each opening and each loss once, with the reason CONNECTION_LOST")
    void openedAndLost() {
        RedisServer server = server();
        RawRedis raw = raw(server);
        RecordingNodeListener listener = new RecordingNodeListener();
        NodeClient client = client(node(server), single(), listener);
        assertThat(listener.openings()).isZero();
        for (int round = 1; round <= ROUNDS; round++) {
            client.execute(ping(), longDeadline());
            client.execute(ping(), longDeadline());
            assertThat(listener.openings()).isEqualTo(round);
            raw.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            int losses = round;
            eventually().untilAsserted(() -> assertThat(listener.losses()).hasSize(losses));
            assertThat(client.load().connections()).isZero();
        }
        client.close();
        assertThat(listener.losses())
                .hasSize(ROUNDS)
                .allSatisfy(reason -> assertThat(reason.kind()).isEqualTo(Kind.CONNECTION_LOST));
        assertThat(listener.losses().get(0)).hasMessageContaining(node(server).toString());
    }

    @Test
    @DisplayName("contains one loss per connection, however many calls were in flight")
    void oneLoss() {
        RedisServer server = server();
        FaultProxy proxy = proxy(server);
        RecordingNodeListener listener = new RecordingNodeListener();
        NodeClient client = client(node(proxy), single(), listener);
        List<PendingReplies> pending = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            pending.add(client.send(List.of(blockingPop("queue"), ping()), longDeadline()));
        }
        awaitCommand(raw(server), "blpop", 1);
        proxy.refuse();
        server.kill();
        pending.forEach(PendingReplies::await);
        eventually().until(() -> listener.losses().size() >= listener.openings());
        client.close();
        assertThat(listener.losses()).hasSize(listener.openings());
    }

    @Test
    @DisplayName("contains no loss if a connection is closed on purpose, with or without calls in flight")
    void closed() {
        RedisServer server = server();
        RecordingNodeListener listener = new RecordingNodeListener();
        NodeClient client = client(node(server), single(), listener);
        Future<?> call = background(() -> client.execute(blockingPop("queue"), longDeadline()));
        RawRedis raw = raw(server);
        awaitCommand(raw, "blpop", 1);
        client.close();
        assertThat(failureOf(call).kind()).isEqualTo(Kind.CLOSED);
        eventually().until(() -> connections(raw) == 0);
        assertThat(listener.openings()).isEqualTo(1);
        assertThat(listener.losses()).isEmpty();
    }

    @Test
    @DisplayName("is empty if no connection could be opened")
    void notConnected() {
        ClosedPort closedPort = closeAfterTest(ClosedPort.find());
        RecordingNodeListener listener = new RecordingNodeListener();
        NodeClient client = client(new Node(closedPort.host(), closedPort.port()), single(), listener);
        assertThat(failureOf(() -> client.execute(ping(), longDeadline())).kind())
                .isEqualTo(Kind.UNREACHABLE);
        assertThat(listener.openings()).isZero();
        assertThat(listener.losses()).isEmpty();
    }

    @Test
    @DisplayName("affects no call even if the listener throws")
    void throwing() {
        NodeListener failing = new NodeListener() {
            @Override
            public void opened() {
                throw new IllegalStateException("thrown by a test's listener");
            }

            @Override
            public void lost(DriverException reason) {
                throw new IllegalStateException("thrown by a test's listener");
            }
        };
        RedisServer server = server();
        RawRedis raw = raw(server);
        NodeClient client = client(node(server), single(), failing);
        for (int round = 0; round < 2; round++) {
            assertThat(text(client.execute(ping(), longDeadline()))).isEqualTo("PONG");
            raw.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            eventually().until(() -> client.load().connections() == 0);
        }
    }

    @Test
    @DisplayName("includes, as load, the commands that wait for a reply or a connection, until they are answered")
    void load() {
        RedisServer server = server();
        NodeClient client = client(node(server), single(), new RecordingNodeListener());
        assertThat(client.load()).isEqualTo(new NodeStatistics(0, 0, 0));
        server.suspend();
        PendingReplies unconnected = client.send(List.of(ping(), ping(), ping()), longDeadline());
        assertThat(client.load()).isEqualTo(new NodeStatistics(0, 0, 3));
        server.resume();
        assertThat(unconnected.await()).hasSize(3);
        assertThat(client.load()).isEqualTo(new NodeStatistics(1, 0, 0));
        server.suspend();
        PendingReplies connected = client.send(List.of(ping(), ping()), longDeadline());
        eventually().untilAsserted(() -> assertThat(client.load()).isEqualTo(new NodeStatistics(1, 2, 0)));
        server.resume();
        assertThat(connected.await()).hasSize(2);
        assertThat(client.load()).isEqualTo(new NodeStatistics(1, 0, 0));
        client.close();
        assertThat(client.load()).isEqualTo(new NodeStatistics(0, 0, 0));
    }

    @Test
    @DisplayName("contains neither exclusive connections nor push connections")
    void onlyForCommands() throws Exception {
        RecordingNodeListener listener = new RecordingNodeListener();
        NodeClient client = client(node(server()), single(), listener);
        try (var exclusive = client.exclusive(longDeadline())) {
            exclusive.execute(Command.keyless("PING"), longTimeout());
            assertThat(client.load()).isEqualTo(new NodeStatistics(0, 0, 0));
        }
        assertThat(listener.openings()).isZero();
    }
}
