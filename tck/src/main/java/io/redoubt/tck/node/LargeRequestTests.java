package io.redoubt.tck.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Contract tests which verify that small requests to a Redis server do not wait until a very large request has been
 * sent.
 */
abstract class LargeRequestTests extends NodeTestBase {

    private static final int LIMIT = 10_000;

    @Test
    @DisplayName("delay no small ones: while 30 MB are stuck, a thousand small calls are answered")
    void aside() throws Exception {
        RedisServer server = server();
        ByteLimitProxy proxy = closeAfterTest(ByteLimitProxy.before(server));
        NodeClient client = client(proxy.node(), settings().maxConnections(2), new RecordingNodeListener());
        client.execute(ping(), longDeadline());
        proxy.stopRequestsAfter(1 << 20);
        byte[] value = new byte[30_000_000];
        Future<Reply> large =
                background(() -> client.execute(Command.keyed("SET", bytes("large"), value), longDeadline()));
        eventually().until(proxy::isStopped);
        for (int call = 0; call < 1_000; call++) {
            assertThat(text(client.execute(echo("small " + call), longDeadline())))
                    .isEqualTo("small " + call);
        }
        assertThat(large.isDone()).isFalse();
        proxy.resume();
        assertThat(text(large.get())).isEqualTo("OK");
        assertThat(raw(server).number("STRLEN", "large")).isEqualTo(value.length);
    }

    @Test
    @DisplayName("have at least the configured size, as a command or as a pipeline, and use a connection of their own")
    void edge() {
        NodeClient client = client(server(), settings().largeRequestBytes(LIMIT).maxConnections(1));
        long small = connectionOf(client, List.of());
        assertThat(connectionOf(client, filling(LIMIT - 1))).isEqualTo(small);
        long large = connectionOf(client, filling(LIMIT));
        assertThat(large).isNotEqualTo(small);
        assertThat(connectionOf(client, List.of(new byte[LIMIT / 2], new byte[LIMIT / 2])))
                .isEqualTo(large);
        assertThat(connectionOf(client, List.of())).isEqualTo(small);
    }

    @Test
    @DisplayName("need a connection of their own only once there is a large request")
    void onDemand() {
        RedisServer server = server();
        RawRedis raw = raw(server);
        NodeClient client = client(server, settings().largeRequestBytes(LIMIT).maxConnections(1));
        client.execute(ping(), longDeadline());
        // The launcher's connections from its readiness check disappear a moment later.
        eventually().until(() -> connections(raw) == 1);
        client.execute(Command.keyless("ECHO", new byte[LIMIT]), longDeadline());
        assertThat(connections(raw)).isEqualTo(2);
        assertThat(client.load().connections()).isEqualTo(2);
    }

    private static List<byte[]> filling(int bytes) {
        return List.of(new byte[bytes]);
    }

    /** Returns the id of the connection that carries a pipeline, which echoes each filling and asks for CLIENT ID. */
    private static long connectionOf(NodeClient client, List<byte[]> fillings) {
        List<Command> commands = new ArrayList<>();
        int words = 0;
        for (byte[] filling : fillings) {
            // The arguments of CLIENT ID count as well.
            int part = words == 0 ? Math.max(0, filling.length - 2) : filling.length;
            words++;
            commands.add(Command.keyless("ECHO", new byte[part]));
        }
        commands.add(client("ID"));
        List<Reply> replies = client.pipeline(commands, longDeadline());
        return ((Reply.Int) replies.get(replies.size() - 1)).value();
    }
}
