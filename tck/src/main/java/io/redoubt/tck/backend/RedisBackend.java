package io.redoubt.tck.backend;

import io.redoubt.redis.core.routing.RedisConnections;
import io.redoubt.redis.spi.Node;
import io.redoubt.redis.spi.RedisDriver;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.redis.spi.RedisSettings;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.Invariants;
import io.redoubt.tck.invariants.ServerInvariants;
import io.redoubt.tck.invariants.ThreadLeaks;
import io.redoubt.tck.proxy.CountingProxy;
import io.redoubt.tck.server.RawRedis;
import io.redoubt.tck.server.RedisServer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** A driver on a real server, under a key prefix that no other test has. */
public final class RedisBackend implements Backend {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final RedisServer server;
    private final String prefix;
    private final Set<String> permanent = new HashSet<>();
    private final Invariant.Snapshot before;
    private final CountingProxy proxy;
    private final RedisDriver driver;

    private RedisBackend(RedisServer server, RedisDriverProvider provider) {
        this.server = server;
        this.prefix = "tck-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet() + ":";
        this.before = Invariants.of(ThreadLeaks.none(), ServerInvariants.of(server, () -> prefix, permanent))
                .snapshot();
        this.proxy = CountingProxy.before(server.host(), server.port());
        this.driver = RedisConnections.open(
                provider,
                RedisSettings.builder()
                        .node(new Node(proxy.host(), proxy.port()))
                        .build(),
                System::nanoTime);
    }

    static RedisBackend on(RedisServer server, RedisDriverProvider provider) {
        return new RedisBackend(server, provider);
    }

    /** The driver, whose every command passes the counting proxy. */
    public RedisDriver driver() {
        return driver;
    }

    /** The proxy that counts. */
    public CountingProxy proxy() {
        return proxy;
    }

    /** The server itself. */
    public RedisServer server() {
        return server;
    }

    /** What every key of this test begins with. */
    public String prefix() {
        return prefix;
    }

    /** Sends a command behind the driver's back, and returns its reply as text. */
    public String raw(String... words) {
        try (RawRedis raw = server.raw()) {
            return String.valueOf(raw.call(words));
        }
    }

    @Override
    public <T> T feature(OnRedis<T> onRedis, Embedded<T> embedded) {
        return onRedis.open(driver, prefix);
    }

    @Override
    public void elapse(Duration duration) {
        try (RawRedis raw = server.raw()) {
            long end = micros(raw) + duration.toNanos() / 1000;
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(1))
                    .atMost(duration.plusSeconds(10))
                    .until(() -> micros(raw) > end);
        }
    }

    private static long micros(RawRedis raw) {
        List<String> time = raw.texts("TIME");
        return Long.parseLong(time.get(0)) * 1_000_000 + Long.parseLong(time.get(1));
    }

    @Override
    public void permanent(String key) {
        permanent.add(prefix + "cache:" + key);
    }

    @Override
    public void close() {
        driver.close();
        proxy.close();
        before.verify();
    }

    @Override
    public String toString() {
        return server.toString();
    }
}
