package io.redoubt.tck.fault;

import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.test.proxy.FaultProxy;
import io.redoubt.test.server.ProxiedServer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Group of Redis servers for fault tests, each behind a proxy that can simulate failures. */
interface ProxiedDeployment extends AutoCloseable {

    /** Password of the default user. */
    String PASSWORD = "first";

    /** Returns the kind of deployment. */
    Topology.Mode mode();

    /** Returns settings that connect to this deployment. */
    RedisSettingsBuilder settings();

    /** Returns the keys on the target master. */
    FaultKeys keys();

    /** Returns keys on another master, or null if there is only one master. */
    @Nullable
    FaultKeys keysOnOtherMaster();

    /**
     * Returns the master of the keys.
     *
     * @throws IllegalStateException if the master is currently unknown
     */
    ProxiedServer master();

    /** Returns the proxies of all servers that store data. */
    List<FaultProxy> proxies();

    /** Returns the addresses of the proxies as they appear in the log. */
    default List<String> addresses() {
        return proxies().stream().map(Object::toString).toList();
    }

    /** Undoes all faults of the servers and deletes all keys. */
    void restore();

    @Override
    void close();
}
