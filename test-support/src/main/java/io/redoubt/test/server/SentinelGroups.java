package io.redoubt.test.server;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Factory that starts groups of real test servers, each with a master, replicas and three sentinels. The servers run
 * the same binary as those of {@link RedisServers}. Thread-safe.
 */
public final class SentinelGroups {

    private static final int MAX_REPLICAS = 2;
    private static final ReentrantLock LOCK = new ReentrantLock();
    private static @Nullable SentinelGroup shared;

    private SentinelGroups() {}

    /**
     * Returns the group that all tests of this JVM share, with one replica. It is started by the first call, which
     * takes about two seconds, and stopped with the JVM. A test leaves it as it found it. A master that does not
     * answer is replaced only after half a minute.
     *
     * @throws IllegalStateException if no server can be found or started, or if an earlier test broke this group
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
     * Starts a new group, which the caller closes.
     *
     * @param replicas one or two
     * @param data the options of the data nodes; with {@link ServerOptions#tls} all addresses speak TLS, those of
     *     the sentinels included; with a password or users all servers authenticate to each other as the
     *     launcher's own user
     * @param sentinels the options of the sentinels, such as their password
     * @throws IllegalStateException if no server can be found, or if the group does not start
     */
    public static SentinelGroup start(int replicas, ServerOptions data, ServerOptions sentinels) {
        if (replicas < 1 || replicas > MAX_REPLICAS) {
            throw new IllegalArgumentException("One or two replicas, not " + replicas);
        }
        CertificateFiles tls = data.tls();
        ServerOptions sentinelOptions = tls == null ? sentinels : sentinels.tls(tls);
        return SentinelGroup.start(new SentinelSetup(data, sentinelOptions, "redoubt-tck-proxy", false), replicas);
    }
}
