package io.redoubt.tck.fault;

import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.test.proxy.FaultProxy;
import io.redoubt.test.server.ProxiedServer;
import io.redoubt.test.server.RedisCluster;
import io.redoubt.test.server.RedisClusters;
import io.redoubt.test.server.ServerOptions;
import java.util.List;

/**
 * Redis Cluster for fault tests: three masters with one replica each, behind proxies that can simulate failures. Faults
 * are injected into the first master.
 */
final class ProxiedCluster implements ProxiedDeployment {

    private final RedisCluster cluster;
    private final FaultKeys keys;
    private final FaultKeys otherKeys;
    private final boolean ownServers;

    private ProxiedCluster(RedisCluster cluster, boolean ownServers) {
        this.cluster = cluster;
        this.ownServers = ownServers;
        this.keys = new FaultKeys(tag(0));
        this.otherKeys = new FaultKeys(tag(1));
    }

    /** Starts a separate cluster whose servers require the password. */
    static ProxiedCluster start() {
        return new ProxiedCluster(RedisClusters.start(ServerOptions.defaults().password(PASSWORD)), true);
    }

    /** Returns a deployment on the servers that all tests of this JVM share, which are left as they were. */
    static ProxiedCluster shared() {
        return new ProxiedCluster(RedisClusters.shared(), false);
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
        return ownServers ? settings.password(PASSWORD) : settings;
    }

    @Override
    public FaultKeys keys() {
        return keys;
    }

    @Override
    public FaultKeys keysOnOtherMaster() {
        return otherKeys;
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
        if (ownServers) {
            cluster.close();
        } else {
            restore();
        }
    }
}
