package io.redoubt.tck.backend;

import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.routing.RedisDriverFactory;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.util.Set;
import java.util.TreeSet;

/**
 * Redis test server that a test can make run out of memory, so that Redis rejects further writes. A driver is connected
 * to it.
 */
public final class OutOfMemoryServer implements AutoCloseable {

    private final RedisServer server;
    private final RawRedis raw;
    private final RedisDriver driver;

    private OutOfMemoryServer(RedisServer server, RedisDriverProvider provider) {
        this.server = server;
        this.raw = server.raw();
        RedisSettings settings = RedisSettings.builder()
                .node(new Node(server.host(), server.port()))
                .connectTimeout(Deployment.CONNECT_TIMEOUT)
                .build();
        this.driver = RedisDriverFactory.open(provider, settings, System::nanoTime);
    }

    /** Starts a server with enough memory. */
    public static OutOfMemoryServer start(RedisDriverProvider provider) {
        return new OutOfMemoryServer(RedisServers.start(ServerOptions.defaults()), provider);
    }

    public RedisDriver driver() {
        return driver;
    }

    /** A connection that bypasses the driver. */
    public RawRedis raw() {
        return raw;
    }

    /** Makes the server refuse every command that may need memory. */
    public void fill() {
        raw.call("CONFIG", "SET", "maxmemory-policy", "noeviction");
        raw.call("CONFIG", "SET", "maxmemory", "1");
    }

    /** Gives the server enough memory again. */
    public void free() {
        raw.call("CONFIG", "SET", "maxmemory", "0");
    }

    /** All keys. */
    public Set<String> keys() {
        return new TreeSet<>(raw.texts("KEYS", "*"));
    }

    /** The only key that contains this text. */
    public String key(String part) {
        return keys().stream().filter(key -> key.contains(part)).findFirst().orElseThrow();
    }

    @Override
    public void close() {
        driver.close();
        raw.close();
        server.close();
    }
}
