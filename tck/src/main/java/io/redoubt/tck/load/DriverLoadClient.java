package io.redoubt.tck.load;

import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeClientFactory;
import io.redoubt.redis.spi.NodeCredentialsSource;
import io.redoubt.redis.spi.NodeListener;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.redis.spi.Reply;
import java.time.Duration;
import java.util.List;

/** Load-test client that sends its commands through a Redis driver. */
public final class DriverLoadClient implements LoadClient {

    private static final Duration MAX_WAIT = Duration.ofSeconds(30);
    private static final byte[] PX = Command.ascii("PX");
    private static final byte[] ONE = Command.ascii(1);

    private final NodeClientFactory driver;
    private final NodeClient client;

    private DriverLoadClient(NodeClientFactory driver, NodeClient client) {
        this.driver = driver;
        this.client = client;
    }

    /** Opens a client of one server without credentials. */
    public static DriverLoadClient open(RedisDriverProvider provider, RedisSettings settings, Node node) {
        NodeClientFactory driver = provider.open(settings, System::nanoTime);
        return new DriverLoadClient(
                driver, driver.client(node, NodeCredentialsSource.fixed(null), 0, new NoOpListener()));
    }

    @Override
    public byte[] get(byte[] key) {
        return bytes(call(Command.keyed("GET", key)));
    }

    @Override
    public boolean set(byte[] key, byte[] value, long millis) {
        Reply reply = call(Command.keyed("SET", key, value, PX, Command.ascii(millis)));
        return reply instanceof Reply.Data data && data.text().equals("OK");
    }

    @Override
    public byte[] script(String sha1, byte[] key, byte[] argument) {
        return bytes(call(Command.keyedAt(2, "EVALSHA", List.of(Command.ascii(sha1), ONE, key, argument))));
    }

    @Override
    public void close() {
        driver.close();
    }

    private Reply call(Command command) {
        return client.execute(command, Deadline.after(MAX_WAIT, System::nanoTime));
    }

    private static byte[] bytes(Reply reply) {
        if (reply instanceof Reply.Data data) {
            return data.value();
        }
        throw new AssertionError("no data: " + reply);
    }

    private static final class NoOpListener implements NodeListener {

        @Override
        public void opened() {}

        @Override
        public void lost(DriverException reason) {}
    }
}
