package io.redoubt.tck.backend;

import io.redoubt.redis.RedisSettings;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.Invariants;
import io.redoubt.tck.invariants.ServerInvariants;
import io.redoubt.test.proxy.CountingProxy;
import io.redoubt.test.proxy.CountingProxy.ThrowingRunnable;
import io.redoubt.test.proxy.TrafficCounts;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Deployment on two servers that share the keys: keys that end with "1" are on the second. Drivers connect to the
 * first only.
 */
record TwoServerDeployment(RedisServer first, RedisServer second, CountingProxy proxy, Duration timeout)
        implements Deployment {

    /**
     * Returns a deployment on both servers.
     *
     * @param timeout how long what a test leaves behind may take to end
     */
    static TwoServerDeployment of(RedisServer first, RedisServer second, Duration timeout) {
        return new TwoServerDeployment(first, second, CountingProxy.before(first.host(), first.port()), timeout);
    }

    @Override
    public RedisSettings settings() {
        return RedisSettings.of(proxy.host(), proxy.port());
    }

    @Override
    public String url() {
        return first.uri();
    }

    @Override
    public RawRedis master(String key) {
        return key.endsWith("1") ? second.raw() : first.raw();
    }

    @Override
    public List<RawRedis> masters() {
        return List.of(first.raw(), second.raw());
    }

    @Override
    public int masterCount() {
        return 2;
    }

    @Override
    public <E extends Exception> TrafficCounts measure(ThrowingRunnable<E> block) throws E {
        return proxy.measure(block);
    }

    @Override
    public Invariant invariants(String prefix, Set<String> permanent) {
        return Invariants.of(
                ServerInvariants.of(first, () -> prefix, permanent).waiting(timeout),
                ServerInvariants.of(second, () -> prefix, permanent).waiting(timeout));
    }

    @Override
    public void close() {
        proxy.close();
    }
}
