package io.redoubt.tck.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.Node;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.net.ClosedPort;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import java.time.Duration;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Contract tests for replacing the connection to a Redis server, in order to find out whether the server has recovered.
 */
abstract class ConnectionRenewalTests extends NodeTestBase {

    @Test
    @DisplayName("replaces an open connection by a new one; the old one is closed and not counted as lost")
    void replaces() {
        RedisServer server = server();
        RawRedis raw = raw(server);
        RecordingNodeListener listener = new RecordingNodeListener();
        NodeClient client = client(node(server), settings().maxConnections(1), listener);
        Reply before = client.execute(client("ID"), longDeadline());
        client.renew(longDeadline());
        assertThat(client.execute(client("ID"), longDeadline())).isNotEqualTo(before);
        eventually().until(() -> connections(raw) == 1);
        assertThat(client.load().connections()).isEqualTo(1);
        assertThat(listener.openings()).isEqualTo(2);
        assertThat(listener.losses()).isEmpty();
    }

    @Test
    @DisplayName("connects if no connection is open, and serves calls with that connection")
    void first() {
        RedisServer server = server();
        RecordingNodeListener listener = new RecordingNodeListener();
        NodeClient client = client(node(server), settings().maxConnections(1), listener);
        client.renew(longDeadline());
        assertThat(client.load().connections()).isEqualTo(1);
        client.execute(ping(), longDeadline());
        assertThat(listener.openings()).isEqualTo(1);
    }

    @Test
    @DisplayName("detects a recovered server although the old connection is half-open")
    void deadConnection() {
        RedisServer server = server();
        ByteLimitProxy proxy = closeAfterTest(ByteLimitProxy.before(server));
        NodeClient client = client(proxy.node(), settings().maxConnections(1), new RecordingNodeListener());
        client.execute(ping(), longDeadline());
        proxy.stopOpenConnections();
        assertFailure(failureAfterSend(deadline -> client.execute(ping(), deadline)), Kind.TIMEOUT, Execution.UNKNOWN);
        client.renew(longDeadline());
        assertThat(text(client.execute(ping(), longDeadline()))).isEqualTo("PONG");
    }

    @Test
    @DisplayName("fails within its deadline if the server does not answer, and keeps open connections as they were")
    void noSignOfLife() throws Exception {
        RedisServer server = server();
        RecordingNodeListener listener = new RecordingNodeListener();
        NodeClient client = client(node(server), settings().maxConnections(1), listener);
        Reply before = client.execute(client("ID"), longDeadline());
        server.suspend();
        Future<Reply> call = background(() -> client.execute(echo("waited"), longDeadline()));
        eventually().until(() -> client.load().inFlight() == 1);
        assertThat(failureOf(() -> client.renew(shortDeadline())).kind()).isEqualTo(Kind.TIMEOUT);
        server.resume();
        assertThat(text(call.get())).isEqualTo("waited");
        assertThat(client.execute(client("ID"), longDeadline())).isEqualTo(before);
        assertThat(listener.openings()).isEqualTo(1);
        assertThat(listener.losses()).isEmpty();
    }

    @Test
    @DisplayName("fails at once if no server listens, and after the client was closed")
    void unreachable() {
        ClosedPort closedPort = closeAfterTest(ClosedPort.find());
        NodeClient client =
                client(new Node(closedPort.host(), closedPort.port()), settings(), new RecordingNodeListener());
        assertFailure(failureOf(() -> client.renew(longDeadline())), Kind.UNREACHABLE, Execution.NOT_EXECUTED);
        client.close();
        assertFailure(failureOf(() -> client.renew(longDeadline())), Kind.CLOSED, Execution.NOT_EXECUTED);
    }

    @Test
    @DisplayName("leaves nothing behind, however often it succeeds or fails")
    void nothingLeft() {
        RedisServer server = server();
        RawRedis raw = raw(server);
        NodeClient client = client(server, settings().maxConnections(1));
        for (int round = 0; round < 20; round++) {
            client.renew(longDeadline());
        }
        server.suspend();
        for (int round = 0; round < 5; round++) {
            failureOf(() -> client.renew(within(Duration.ofMillis(50))));
        }
        server.resume();
        eventually().until(() -> connections(raw) == 1);
        client.close();
        eventually().until(() -> connections(raw) == 0);
    }

    @Test
    @DisplayName("ends with INTERRUPTED for a caller that is interrupted")
    void interrupted() throws Exception {
        RedisServer server = server();
        NodeClient client = client(server);
        server.suspend();
        InterruptibleCall caller = InterruptibleCall.begin(() -> client.renew(longDeadline()));
        assertFailure(caller.interrupt(), Kind.INTERRUPTED, Execution.NOT_EXECUTED);
    }
}
