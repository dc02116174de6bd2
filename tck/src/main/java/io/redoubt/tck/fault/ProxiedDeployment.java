package io.redoubt.tck.fault;

import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.tck.proxy.FaultProxy;
import io.redoubt.tck.server.ProxiedServer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The servers of a trial, each behind a proxy. */
interface ProxiedDeployment extends AutoCloseable {

    /** The password of the default user. */
    String PASSWORD = "first";

    /** How the servers work together. */
    Topology.Mode mode();

    /** Settings that lead there. */
    RedisSettingsBuilder settings();

    /** The keys that are on the master that is struck. */
    FaultKeys keys();

    /** Keys that are on another master; null if there is only one. */
    @Nullable
    FaultKeys keysOnOtherMaster();

    /**
     * The master that has the keys.
     *
     * @throws IllegalStateException if nobody knows just now
     */
    ProxiedServer master();

    /** The proxies of all servers with data. */
    List<FaultProxy> proxies();

    /** Their addresses, as the log tells them. */
    default List<String> addresses() {
        return proxies().stream().map(Object::toString).toList();
    }

    /** Takes back all that was done to the servers, and removes all keys. */
    void restore();

    @Override
    void close();
}
