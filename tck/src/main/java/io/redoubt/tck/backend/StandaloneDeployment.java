package io.redoubt.tck.backend;

import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.ServerInvariants;
import io.redoubt.test.proxy.CountingProxy;
import io.redoubt.test.proxy.CountingProxy.ThrowingRunnable;
import io.redoubt.test.proxy.TrafficCounts;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import java.util.List;
import java.util.Set;

/** Single Redis server for tests, behind a proxy that counts commands. */
final class StandaloneDeployment implements Deployment {

    private final RedisServer server;
    private final CountingProxy proxy;

    private StandaloneDeployment(RedisServer server) {
        this.server = server;
        this.proxy = CountingProxy.before(server.host(), server.port());
    }

    static Deployment onSharedServer() {
        return new StandaloneDeployment(RedisServers.shared());
    }

    @Override
    public RedisSettings settings() {
        return RedisSettings.builder()
                .node(new Node(proxy.host(), proxy.port()))
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    @Override
    public String url() {
        return server.uri();
    }

    @Override
    public RawRedis master(String key) {
        return server.raw();
    }

    @Override
    public List<RawRedis> masters() {
        return List.of(server.raw());
    }

    @Override
    public int masterCount() {
        return 1;
    }

    @Override
    public <E extends Exception> TrafficCounts measure(ThrowingRunnable<E> block) throws E {
        return proxy.measure(block);
    }

    @Override
    public Invariant invariants(String prefix, Set<String> permanent) {
        return ServerInvariants.of(server, () -> prefix, permanent);
    }

    @Override
    public void close() {
        proxy.close();
    }

    @Override
    public String toString() {
        return server.toString();
    }
}
