package io.redoubt.tck.backend;

import io.redoubt.redis.RedisSettings;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.proxy.CountingProxy.ThrowingRunnable;
import io.redoubt.tck.proxy.Counts;
import io.redoubt.tck.server.RawRedis;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The servers of one test, which a driver takes for one store: a master, or several that share the keys. Not thread-safe.
 *
 * <p>The servers themselves may outlive the test; what was made for it ends with {@link #close()}.
 */
public interface Deployment extends AutoCloseable {

    /** How long a busy machine may take to connect. */
    Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);

    /** The one server that all tests of this JVM share. */
    static Deployment standalone() {
        return StandaloneDeployment.onSharedServer();
    }

    /** The cluster of three masters and their replicas that all tests of this JVM share. */
    static Deployment cluster() {
        return ClusterDeployment.onSharedCluster();
    }

    /** The master behind sentinels that all tests of this JVM share. */
    static Deployment sentinel() {
        return SentinelDeployment.onSharedGroup();
    }

    /** Settings for a driver, whose every command to a master passes a counting proxy. */
    RedisSettings settings();

    /** A URL for drivers of other processes, past the counting proxies if there is a way past them. */
    String url();

    /** A new connection to the master that holds a key, past drivers and proxies. The caller closes it. */
    RawRedis master(String key);

    /** A new connection to each master, always in the same order. The caller closes them. */
    List<RawRedis> masters();

    /** How many masters there are. */
    int masterCount();

    /** What the block sends through the counting proxies, summed over all masters. */
    <E extends Exception> Counts measure(ThrowingRunnable<E> block) throws E;

    /**
     * What a test must not leave behind on any of the servers.
     *
     * @param prefix what the keys of the test begin with; they are deleted after it
     * @param permanent whole keys that may be without a time to live; read after the test
     */
    Invariant invariants(String prefix, Set<String> permanent);

    @Override
    void close();
}
