package io.redoubt.test.server;

import io.redoubt.redis.Node;
import io.redoubt.test.server.ServerOptions.Login;
import java.util.List;

/**
 * Builder that starts one master, its replicas and three sentinels for a test.
 *
 * @param slowFailover whether sentinels wait long before they regard a master as failed. For groups that no test
 *     breaks: sentinels reach the master through proxies of this JVM, and must not take a pause of the JVM for the
 *     end of the master
 */
record SentinelSetup(ServerOptions data, ServerOptions sentinels, String threadName, boolean slowFailover) {

    static final String MASTER_NAME = "redoubt";

    private static final int SENTINELS = 3;
    private static final int QUORUM = 2;
    /**
     * 1.5 times the interval between two pings of a sentinel. With a shorter time, every start and every change of
     * the master eventually makes sentinels regard a master as failed that they have not pinged yet.
     */
    private static final String DOWN_AFTER_MILLIS = "1500";

    private static final String LONG_DOWN_AFTER_MILLIS = "30000";
    /**
     * Timeout of one step of a failover. Another failover starts no sooner than twice this time after the last
     * one.
     */
    private static final String FAILOVER_TIMEOUT_MILLIS = "2000";

    List<ProxiedServer> startData(int replicas) {
        List<ProxiedServer> servers = new ParallelStarter<>(ProxiedServer::close).start(1 + replicas, this::dataNode);
        try {
            servers.stream()
                    .skip(1)
                    .forEach(replica -> makeReplica(replica, servers.get(0).address()));
            return servers;
        } catch (RuntimeException e) {
            servers.forEach(ProxiedServer::close);
            throw e;
        }
    }

    List<ProxiedServer> startSentinels(Node master) {
        return new ParallelStarter<>(ProxiedServer::close).start(SENTINELS, () -> sentinel(master));
    }

    private ProxiedServer dataNode() {
        return ProxiedServer.start(
                threadName,
                proxy -> FastReplicationOptions.withoutDelays(data)
                        .config("replica-announce-ip", proxy.host())
                        .config("replica-announce-port", String.valueOf(proxy.port())),
                SentinelSetup::runId);
    }

    private static void makeReplica(ProxiedServer replica, Node master) {
        try (RawRedis redis = replica.raw()) {
            redis.text("REPLICAOF", master.host(), String.valueOf(master.port()));
            // Persists the role across restarts.
            redis.text("CONFIG", "REWRITE");
        }
    }

    private ProxiedServer sentinel(Node master) {
        ServerOptions options = sentinels
                .as(ServerMode.SENTINEL)
                .config("tls-replication", sentinels.tls() == null ? "no" : "yes")
                .config(
                        "sentinel",
                        "monitor",
                        MASTER_NAME,
                        master.host(),
                        String.valueOf(master.port()),
                        String.valueOf(QUORUM))
                .config("sentinel", "down-after-milliseconds", MASTER_NAME, downAfterMillis())
                .config("sentinel", "failover-timeout", MASTER_NAME, FAILOVER_TIMEOUT_MILLIS);
        Login dataLogin = data.login();
        if (dataLogin != null) {
            options = options.config("sentinel", "auth-user", MASTER_NAME, dataLogin.user())
                    .config("sentinel", "auth-pass", MASTER_NAME, dataLogin.password());
        }
        Login sentinelLogin = sentinels.login();
        if (sentinelLogin != null) {
            options = options.config("sentinel", "sentinel-user", sentinelLogin.user())
                    .config("sentinel", "sentinel-pass", sentinelLogin.password());
        }
        ServerOptions complete = options;
        return ProxiedServer.start(threadName, proxy -> complete, SentinelSetup::runId);
    }

    private String downAfterMillis() {
        return slowFailover ? LONG_DOWN_AFTER_MILLIS : DOWN_AFTER_MILLIS;
    }

    private static String runId(RawRedis redis) {
        return redis.text("INFO", "server")
                .lines()
                .filter(line -> line.startsWith("run_id:"))
                .findFirst()
                .orElseThrow();
    }
}
