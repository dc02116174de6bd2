package io.redoubt.tck.fault;

import io.redoubt.redis.spi.RedisSettings;
import io.redoubt.redis.spi.RedisSettingsBuilder;
import io.redoubt.redis.spi.Topology;
import io.redoubt.tck.proxy.FaultProxy;
import io.redoubt.tck.server.ProxiedServer;
import io.redoubt.tck.server.RedisCluster;
import io.redoubt.tck.server.RedisClusters;
import io.redoubt.tck.server.ServerOptions;
import java.util.List;

/** A cluster of three masters with a replica each, of which the first is struck. */
final class ClusterSite implements Site {

    private final RedisCluster cluster;
    private final Keys keys;
    private final Keys elsewhere;

    private ClusterSite(RedisCluster cluster) {
        this.cluster = cluster;
        this.keys = new Keys(tag(0));
        this.elsewhere = new Keys(tag(1));
    }

    static ClusterSite start() {
        return new ClusterSite(RedisClusters.start(ServerOptions.defaults().password(PASSWORD)));
    }

    private String tag(int master) {
        String key = cluster.keyOnMaster(master, number -> "{" + number + "}");
        return key.substring(1, key.length() - 1);
    }

    RedisCluster cluster() {
        return cluster;
    }

    @Override
    public Topology.Mode mode() {
        return Topology.Mode.CLUSTER;
    }

    @Override
    public RedisSettingsBuilder settings() {
        return RedisSettings.builder().cluster(cluster.seeds()).password(PASSWORD);
    }

    @Override
    public Keys keys() {
        return keys;
    }

    @Override
    public Keys keysElsewhere() {
        return elsewhere;
    }

    @Override
    public ProxiedServer master() {
        return cluster.masterOf(keys.counts());
    }

    @Override
    public List<FaultProxy> proxies() {
        return cluster.members().stream().map(ProxiedServer::proxy).toList();
    }

    @Override
    public void restore() {
        cluster.heal();
        cluster.flush();
    }

    @Override
    public void close() {
        cluster.close();
    }
}
