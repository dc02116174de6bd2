package io.redoubt.tck.backend;

import io.redoubt.redis.RedisSettings;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.test.proxy.CountingProxy.ThrowingRunnable;
import io.redoubt.test.proxy.TrafficCounts;
import io.redoubt.test.server.RawRedis;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Group of Redis servers on which a test stores data: a single server, a master with sentinels, or a cluster. Not
 * thread-safe.
 *
 * <p>The servers may outlive the test; {@link #close()} closes what was created for the test.
 */
public interface Deployment extends AutoCloseable {

    /** Connect timeout on a busy machine. */
    Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);

    /** Returns the standalone server that all tests of this JVM share. */
    static Deployment standalone() {
        return StandaloneDeployment.onSharedServer();
    }

    /** Returns the cluster of three masters and three replicas that all tests of this JVM share. */
    static Deployment cluster() {
        return ClusterDeployment.onSharedCluster();
    }

    /** Returns the master behind sentinels that all tests of this JVM share. */
    static Deployment sentinel() {
        return SentinelDeployment.onSharedGroup();
    }

    /**
     * Returns a deployment whose drivers log in as a user with the given rights.
     *
     * @param user the name of the user, which is created on every server and deleted at the end
     * @param rules the rules of {@code ACL SETUSER} that give the rights
     */
    static Deployment asUser(Deployment servers, String user, String... rules) {
        return RestrictedUserDeployment.of(servers, user, rules);
    }

    /** Settings for a driver. Every command of the driver to a master passes through a counting proxy. */
    RedisSettings settings();

    /** A URL for drivers of other processes. Bypasses the counting proxies where possible. */
    String url();

    /** Opens a connection to the master that owns a key, bypassing drivers and proxies. The caller closes it. */
    RawRedis master(String key);

    /** Opens a connection to each master, always in the same order. The caller closes them. */
    List<RawRedis> masters();

    /** Opens a connection to each server, also to replicas that drivers connect to. The caller closes them. */
    default List<RawRedis> servers() {
        return masters();
    }

    /** The number of masters. */
    int masterCount();

    /** Counts what the block sends through the counting proxies, summed over all masters. */
    <E extends Exception> TrafficCounts measure(ThrowingRunnable<E> block) throws E;

    /**
     * Returns the invariants that a test must preserve on every server.
     *
     * @param prefix the prefix of the keys of the test, which are deleted after it
     * @param permanent whole keys that may have no time to live; read after the test
     */
    Invariant invariants(String prefix, Set<String> permanent);

    @Override
    void close();
}
