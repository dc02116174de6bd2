package io.redoubt.tck.server;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The real clusters that tests run on, made of the server binary of {@link RedisServers}. Thread-safe. */
public final class RedisClusters {

    private static final ReentrantLock LOCK = new ReentrantLock();
    private static @Nullable RedisCluster shared;

    private RedisClusters() {}

    /**
     * The cluster that all tests of this JVM share: started at the first call, which takes about three seconds, ended with
     * the JVM. Whoever uses it leaves it as it was. Its masters are given time where a busy machine lets them wait: one is
     * replaced only by {@link RedisCluster#failOver} and {@link RedisCluster#switchOver}.
     *
     * @throws IllegalStateException if there is no server, or if a test broke this cluster
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
     * A new cluster of the caller, who closes it. With {@link ServerOptions#tls} the addresses of its members speak TLS;
     * with a password or users, which all members have, members enter each other as the launcher does.
     *
     * @throws IllegalStateException if there is no server, or if it does not start
     */
    public static RedisCluster start(ServerOptions options) {
        return RedisCluster.start(options, "redoubt-tck-proxy");
    }
}
