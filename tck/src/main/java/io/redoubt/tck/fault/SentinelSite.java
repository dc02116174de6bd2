package io.redoubt.tck.fault;

import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.tck.proxy.FaultProxy;
import io.redoubt.tck.server.ProxiedServer;
import io.redoubt.tck.server.SentinelGroup;
import io.redoubt.tck.server.SentinelGroups;
import io.redoubt.tck.server.ServerOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A master with a replica, and three sentinels. */
final class SentinelSite implements Site {

    private final SentinelGroup group;
    private final boolean own;

    private SentinelSite(SentinelGroup group, boolean own) {
        this.group = group;
        this.own = own;
    }

    /** A site of its own, whose servers ask for the password. */
    static SentinelSite start() {
        return new SentinelSite(
                SentinelGroups.start(1, ServerOptions.defaults().password(PASSWORD), ServerOptions.defaults()), true);
    }

    /** On the servers that all tests of this JVM share, which are left as they were. */
    static SentinelSite shared() {
        return new SentinelSite(SentinelGroups.shared(), false);
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
        return own ? settings.password(PASSWORD) : settings;
    }

    @Override
    public Keys keys() {
        return new Keys("x");
    }

    @Override
    public @Nullable Keys keysElsewhere() {
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
        if (own) {
            group.close();
        } else {
            restore();
        }
    }
}
