package io.redoubt.tck.fault;

import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.core.driver.Topology;
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
    private final boolean own;

    private ClusterSite(RedisCluster cluster, boolean own) {
        this.cluster = cluster;
        this.own = own;
        this.keys = new Keys(tag(0));
        this.elsewhere = new Keys(tag(1));
    }

    /** A site of its own, whose servers ask for the password. */
    static ClusterSite start() {
        return new ClusterSite(RedisClusters.start(ServerOptions.defaults().password(PASSWORD)), true);
    }

    /** On the servers that all tests of this JVM share, which are left as they were. */
    static ClusterSite shared() {
        return new ClusterSite(RedisClusters.shared(), false);
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
        RedisSettingsBuilder settings = RedisSettings.builder().cluster(cluster.seeds());
        return own ? settings.password(PASSWORD) : settings;
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
        if (own) {
            cluster.close();
        } else {
            restore();
        }
    }
}
