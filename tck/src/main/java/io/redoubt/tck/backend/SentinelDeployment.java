package io.redoubt.tck.backend;

import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.ServerInvariants;
import io.redoubt.test.proxy.CountingProxy.ThrowingRunnable;
import io.redoubt.test.proxy.FaultProxy;
import io.redoubt.test.proxy.TrafficCounts;
import io.redoubt.test.server.ProxiedServer;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.SentinelGroup;
import io.redoubt.test.server.SentinelGroups;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Group of Redis servers for tests: a master with replicas and sentinels, each behind a proxy that counts commands.
 * Commands that reach a replica are counted too.
 */
final class SentinelDeployment implements Deployment {

    private final SentinelGroup group;

    private SentinelDeployment(SentinelGroup group) {
        this.group = group;
    }

    static Deployment onSharedGroup() {
        return new SentinelDeployment(SentinelGroups.shared());
    }

    @Override
    public RedisSettings settings() {
        return RedisSettings.builder()
                .sentinel(group.masterName(), group.seeds())
                // So that no refresh of the topology is counted in a test.
                .topologyRefresh(Duration.ofHours(1))
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    @Override
    public String url() {
        return "redis-sentinel://" + group.seeds().stream().map(Node::toString).collect(Collectors.joining(",")) + "#"
                + group.masterName();
    }

    @Override
    public RawRedis master(String key) {
        return group.master().raw();
    }

    @Override
    public List<RawRedis> masters() {
        return List.of(group.master().raw());
    }

    @Override
    public int masterCount() {
        return 1;
    }

    @Override
    public <E extends Exception> TrafficCounts measure(ThrowingRunnable<E> block) throws E {
        return FaultProxy.measure(
                group.dataNodes().stream().map(ProxiedServer::proxy).toList(), block);
    }

    @Override
    public Invariant invariants(String prefix, Set<String> permanent) {
        return ServerInvariants.of(group.master().server(), () -> prefix, permanent);
    }

    @Override
    public void close() {
        // The servers are shared and outlive the test.
    }

    @Override
    public String toString() {
        return "sentinels over " + group.master().server();
    }
}
