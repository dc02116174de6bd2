package io.redoubt.test.server;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Factory that starts real Redis clusters for tests. They run the same server binary as {@link RedisServers}.
 * Thread-safe.
 */
public final class RedisClusters {

    private static final ReentrantLock LOCK = new ReentrantLock();
    private static @Nullable RedisCluster shared;

    private RedisClusters() {}

    /**
     * Returns the cluster that all tests of this JVM share. It is started by the first call, which takes about
     * three seconds, and stopped with the JVM. A test leaves it as it found it. Its node timeout is long, so that
     * a stall of a busy machine does not replace a master; only {@link RedisCluster#failOver} and {@link
     * RedisCluster#switchOver} replace one.
     *
     * @throws IllegalStateException if no server can be found or started, or if an earlier test broke this cluster
     */
    public static RedisCluster shared() {
        LOCK.lock();
        try {
            if (shared == null) {
                shared = RedisCluster.startWithLongTimeout(ServerOptions.defaults(), RedisServers.SHARED_THREADS);
            }
            if (!shared.members().stream().allMatch(ProxiedServer::isUp)) {
                throw new IllegalStateException("The shared cluster was broken by an earlier test");
            }
            return shared;
        } finally {
            LOCK.unlock();
        }
    }

    /**
     * Starts a new cluster, which the caller closes. With {@link ServerOptions#tls} the addresses of its members
     * speak TLS. With a password or users, which apply to all members, the members authenticate to each other as
     * the launcher's own user.
     *
     * @throws IllegalStateException if no server can be found, or if the cluster does not start
     */
    public static RedisCluster start(ServerOptions options) {
        return RedisCluster.start(options, "redoubt-tck-proxy");
    }
}
