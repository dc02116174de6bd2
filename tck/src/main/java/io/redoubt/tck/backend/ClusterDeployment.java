package io.redoubt.tck.backend;

import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.Invariants;
import io.redoubt.tck.invariants.ServerInvariants;
import io.redoubt.test.proxy.CountingProxy.ThrowingRunnable;
import io.redoubt.test.proxy.TrafficCounts;
import io.redoubt.test.server.ProxiedServer;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisCluster;
import io.redoubt.test.server.RedisClusters;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Redis Cluster for tests: three masters and three replicas, each behind a proxy that counts commands. Commands that
 * reach a replica are counted too.
 */
final class ClusterDeployment implements Deployment {

    private final RedisCluster cluster;

    private ClusterDeployment(RedisCluster cluster) {
        this.cluster = cluster;
    }

    static Deployment onSharedCluster() {
        return new ClusterDeployment(RedisClusters.shared());
    }

    @Override
    public RedisSettings settings() {
        return RedisSettings.builder()
                .cluster(cluster.seeds())
                // So that no refresh of the topology is counted in a test.
                .topologyRefresh(Duration.ofHours(1))
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    @Override
    public String url() {
        return "redis-cluster://" + cluster.seeds().stream().map(Node::toString).collect(Collectors.joining(","));
    }

    @Override
    public RawRedis master(String key) {
        return cluster.masterOf(key).raw();
    }

    @Override
    public List<RawRedis> masters() {
        return cluster.masters().stream().map(ProxiedServer::raw).toList();
    }

    @Override
    public List<RawRedis> servers() {
        return cluster.members().stream().map(ProxiedServer::raw).toList();
    }

    @Override
    public int masterCount() {
        return 3;
    }

    @Override
    public <E extends Exception> TrafficCounts measure(ThrowingRunnable<E> block) throws E {
        return cluster.measure(block);
    }

    @Override
    public Invariant invariants(String prefix, Set<String> permanent) {
        return Invariants.of(cluster.masters().stream()
                .map(master -> ServerInvariants.of(master.server(), () -> prefix, permanent))
                .toArray(Invariant[]::new));
    }

    @Override
    public void close() {
        // The cluster is shared and outlives the test.
    }

    @Override
    public String toString() {
        return "a cluster of " + cluster.masters().get(0).server();
    }
}
