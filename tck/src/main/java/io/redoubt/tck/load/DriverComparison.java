package io.redoubt.tck.load;

import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.test.proxy.FaultProxy;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Load test that compares a Redis driver with direct use of the client library that the driver is based on. The driver
 * has default settings, and the server is a separate one. Not thread-safe.
 *
 * <p>If the profile has a round-trip time, all traffic passes a proxy that delays it. The proxy runs in this
 * JVM, so only latencies are meaningful for the candidates then; CPU times are not.
 */
public final class DriverComparison {

    private final RedisDriverProvider provider;
    private final Map<String, Function<Node, LoadClient>> raw = new LinkedHashMap<>();

    private DriverComparison(RedisDriverProvider provider) {
        this.provider = provider;
    }

    /** Returns a comparison for this driver. */
    public static DriverComparison of(RedisDriverProvider provider) {
        return new DriverComparison(provider);
    }

    /** Adds a client to compare with; the first client added is the baseline of the ratios. */
    public DriverComparison compareWith(String name, Function<Node, LoadClient> open) {
        raw.put(name, open);
        return this;
    }

    /**
     * Runs the load on one client after the other, round by round, after a warm-up round that does not count.
     *
     * @throws AssertionError if a call failed or a reply was incorrect
     */
    public ComparisonResult run(CallerProfile profile, int rounds, Duration roundLength) {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                RawRedis behind = server.raw();
                FaultProxy far = FaultProxy.before(server.host(), server.port())) {
            far.faults().delay(profile.roundTrip().dividedBy(2));
            Node node = profile.roundTrip().isZero()
                    ? new Node(server.host(), server.port())
                    : new Node(far.host(), far.port());
            return run(node, new ClientComparison(behind), profile, rounds, roundLength);
        }
    }

    private ComparisonResult run(
            Node node, ClientComparison comparison, CallerProfile profile, int rounds, Duration roundLength) {
        Map<String, LoadClient> clients = new LinkedHashMap<>();
        try {
            raw.forEach((name, open) -> clients.put(name, open.apply(node)));
            clients.put(
                    "redoubt",
                    DriverLoadClient.open(provider, RedisSettings.builder().build(), node));
            clients.forEach(comparison::with);
            comparison.run(profile, 1, roundLength);
            return comparison.run(profile, rounds, roundLength);
        } finally {
            clients.values().forEach(LoadClient::close);
        }
    }
}
