package io.redoubt.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeClientFactory;
import io.redoubt.redis.spi.NodeCredentialsSource;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Tests of the results of calls after a server has sent more replies than it got commands, as happens after
 * misuse.
 */
@DisplayName("A reply that was not asked for")
class UnaskedReplyTest {

    private static final int CALLS = 20;

    @Test
    @DisplayName("ends the connection, and is nobody's")
    void endsTheConnection() {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                RawRedis raw = server.raw();
                NodeClientFactory driver =
                        new LettuceDriverProvider().open(RedisSettings.builder().build(), System::nanoTime);
                NodeClient client = driver.client(
                        new Node(server.host(), server.port()),
                        NodeCredentialsSource.fixed(null),
                        0,
                        new SilentListener())) {
            raw.call("SET", "key", "value");
            // Two replies arrive, and later an error for every command, as long as the connection is open.
            Command twice = Command.keyless("SUBSCRIBE", Command.ascii("one"), Command.ascii("two"));
            assertThat(client.execute(twice, deadline())).isInstanceOf(Reply.Array.class);
            int own = 0;
            for (int i = 0; i < CALLS; i++) {
                own += isOwn(client) ? 1 : 0;
            }
            assertThat(own).isGreaterThanOrEqualTo(CALLS - 1);
        }
    }

    private static boolean isOwn(NodeClient client) {
        try {
            Reply reply = client.execute(Command.keyed("GET", Command.ascii("key")), deadline());
            assertThat(reply).isInstanceOf(Reply.Data.class);
            assertThat(((Reply.Data) reply).value()).isEqualTo(Command.ascii("value"));
            return true;
        } catch (DriverException e) {
            // The call was made before the end of the connection was known.
            assertThat(e.kind()).isEqualTo(Kind.CONNECTION_LOST);
            return false;
        }
    }

    private static Deadline deadline() {
        return Deadline.after(Duration.ofSeconds(30), System::nanoTime);
    }
}
