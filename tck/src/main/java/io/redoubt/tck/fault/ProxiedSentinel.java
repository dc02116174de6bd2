package io.redoubt.tck.fault;

import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.test.proxy.FaultProxy;
import io.redoubt.test.server.ProxiedServer;
import io.redoubt.test.server.SentinelGroup;
import io.redoubt.test.server.SentinelGroups;
import io.redoubt.test.server.ServerOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Group of Redis servers for fault tests: a master with a replica and three sentinels, behind proxies that can simulate
 * failures.
 */
final class ProxiedSentinel implements ProxiedDeployment {

    private final SentinelGroup group;
    private final boolean ownServers;

    private ProxiedSentinel(SentinelGroup group, boolean ownServers) {
        this.group = group;
        this.ownServers = ownServers;
    }

    /** Starts a separate group whose servers require the password. */
    static ProxiedSentinel start() {
        return new ProxiedSentinel(
                SentinelGroups.start(1, ServerOptions.defaults().password(PASSWORD), ServerOptions.defaults()), true);
    }

    /** Returns a deployment on the servers that all tests of this JVM share, which are left as they were. */
    static ProxiedSentinel shared() {
        return new ProxiedSentinel(SentinelGroups.shared(), false);
    }

    SentinelGroup group() {
        return group;
    }

    @Override
    public Topology.Mode mode() {
        return Topology.Mode.SENTINEL;
    }

    @Override
    public RedisSettingsBuilder settings() {
        RedisSettingsBuilder settings = RedisSettings.builder().sentinel(group.masterName(), group.seeds());
        return ownServers ? settings.password(PASSWORD) : settings;
    }

    @Override
    public FaultKeys keys() {
        return new FaultKeys("x");
    }

    @Override
    public @Nullable FaultKeys keysOnOtherMaster() {
        return null;
    }

    @Override
    public ProxiedServer master() {
        return group.master();
    }

    @Override
    public List<FaultProxy> proxies() {
        return group.dataNodes().stream().map(ProxiedServer::proxy).toList();
    }

    @Override
    public void restore() {
        group.heal();
        group.flush();
    }

    @Override
    public void close() {
        if (ownServers) {
            group.close();
        } else {
            restore();
        }
    }
}
