package io.redoubt.tck.server;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The real groups of sentinels that tests run on, made of the server binary of {@link RedisServers}. Thread-safe. */
public final class SentinelGroups {

    private static final int MAX_REPLICAS = 2;
    private static final ReentrantLock LOCK = new ReentrantLock();
    private static @Nullable SentinelGroup shared;

    private SentinelGroups() {}

    /**
     * The group that all tests of this JVM share, with one replica: started at the first call, which takes about two
     * seconds, ended with the JVM. Whoever uses it leaves it as it was; a master that does not answer is replaced only after
     * half a minute.
     *
     * @throws IllegalStateException if there is no server, or if a test broke this group
     */
    public static SentinelGroup shared() {
        LOCK.lock();
        try {
            if (shared == null) {
                shared = SentinelGroup.start(
                        new SentinelSetup(
                                ServerOptions.defaults(), ServerOptions.defaults(), RedisServers.SHARED_THREADS, true),
                        1);
            }
            if (!shared.dataNodes().stream().allMatch(ProxiedServer::isUp)
                    || !shared.sentinels().stream().allMatch(ProxiedServer::isUp)) {
                throw new IllegalStateException("The shared group of sentinels was broken by an earlier test");
            }
            return shared;
        } finally {
            LOCK.unlock();
        }
    }

    /**
     * A new group of the caller, who closes it.
     *
     * @param replicas one or two
     * @param data what the data nodes are like; with {@link ServerOptions#tls} all addresses speak TLS, also those of the
     *     sentinels, and with a password or users all enter each other as the launcher does
     * @param sentinels what the sentinels are like, such as their password
     * @throws IllegalStateException if there is no server, or if it does not start
     */
    public static SentinelGroup start(int replicas, ServerOptions data, ServerOptions sentinels) {
        if (replicas < 1 || replicas > MAX_REPLICAS) {
            throw new IllegalArgumentException("One or two replicas, not " + replicas);
        }
        PemFiles tls = data.tls();
        ServerOptions sentinelOptions = tls == null ? sentinels : sentinels.tls(tls);
        return SentinelGroup.start(new SentinelSetup(data, sentinelOptions, "redoubt-tck-proxy", false), replicas);
    }
}
