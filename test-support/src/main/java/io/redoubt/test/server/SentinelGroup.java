package io.redoubt.test.server;

import io.redoubt.redis.Node;
import java.util.List;

/**
 * Running group of test servers: one master, its replicas, and three sentinels that monitor the master. The sentinels
 * replace the master when two of them regard it as failed. Thread-safe, but only one test at a time may cause failures.
 *
 * <p>Each server is behind a proxy of its own. Clients and sentinels know data nodes by their proxies, so that
 * sentinels notice the same faults as clients. Sentinels know each other by their own addresses.
 *
 * <p>All queries go to the servers directly, bypassing the proxies. Servers that were killed or suspended are
 * ignored until they are up again. Methods that wait throw {@link IllegalStateException} after 90 seconds.
 */
public final class SentinelGroup implements AutoCloseable {

    private final List<ProxiedServer> data;
    private final List<ProxiedServer> sentinels;
    private final SentinelStateWaiter waiter;
    private final boolean slowFailover;

    private SentinelGroup(List<ProxiedServer> data, List<ProxiedServer> sentinels, boolean slowFailover) {
        this.slowFailover = slowFailover;
        this.data = List.copyOf(data);
        this.sentinels = List.copyOf(sentinels);
        this.waiter = new SentinelStateWaiter(this.data, this.sentinels);
    }

    static SentinelGroup start(SentinelSetup setup, int replicas) {
        List<ProxiedServer> data = setup.startData(replicas);
        List<ProxiedServer> sentinels = List.of();
        try {
            sentinels = setup.startSentinels(data.get(0).address());
            SentinelGroup group = new SentinelGroup(data, sentinels, setup.slowFailover());
            group.awaitStable();
            return group;
        } catch (RuntimeException e) {
            sentinels.forEach(ProxiedServer::close);
            data.forEach(ProxiedServer::close);
            throw e;
        }
    }

    /** The name of the master. */
    public String masterName() {
        return SentinelSetup.MASTER_NAME;
    }

    /** The addresses of the sentinels, for clients. */
    public List<Node> seeds() {
        return sentinels.stream().map(ProxiedServer::address).toList();
    }

    /** The sentinels. */
    public List<ProxiedServer> sentinels() {
        return sentinels;
    }

    /** The data nodes, masters and replicas. */
    public List<ProxiedServer> dataNodes() {
        return data;
    }

    /** The master that the sentinels report to clients. It may have stopped if they have not noticed yet. */
    public ProxiedServer master() {
        return waiter.master();
    }

    /** All data nodes that are up, except the master. */
    public List<ProxiedServer> replicas() {
        ProxiedServer master = master();
        return data.stream().filter(server -> server != master && server.isUp()).toList();
    }

    /**
     * Kills the master and waits until the sentinels report another one that accepts writes. Returns the new
     * master.
     */
    public ProxiedServer failOver() {
        ProxiedServer master = master();
        master.kill();
        return awaitSuccessorOf(master);
    }

    /**
     * Makes the sentinels replace a healthy master by a replica, and waits until the former master follows it.
     * Returns the new master. Servers before version 7 take ten seconds for this.
     */
    public ProxiedServer switchOver() {
        ProxiedServer master = master();
        askForFailover();
        ProxiedServer successor = awaitSuccessorOf(master);
        awaitStable();
        if (master() != successor) {
            throw new IllegalStateException(successor + " did not stay master");
        }
        return successor;
    }

    /**
     * Asks the sentinels for a failover ({@code SENTINEL FAILOVER}) and does not wait: the former master continues
     * until it is told.
     */
    public void askForFailover() {
        try (RawRedis redis = sentinels.get(0).raw()) {
            redis.text("SENTINEL", "FAILOVER", SentinelSetup.MASTER_NAME);
        }
    }

    /** Waits until the sentinels report a master other than this one that accepts writes. Returns it. */
    public ProxiedServer awaitSuccessorOf(ProxiedServer master) {
        waiter.awaitSuccessorOf(master.address());
        return master();
    }

    /**
     * Starts a data node again as a replica of the master. With {@link ProxiedServer#restart}, a former master
     * would come back as a master and stay one until the sentinels correct it, which takes up to ten seconds.
     */
    public void rejoin(ProxiedServer server) {
        Node master = master().address();
        server.restartWith(ConfigDirective.of("replicaof", master.host(), master.port()));
    }

    /**
     * Waits until all sentinels that are up know each other and report the same master, and all other data nodes
     * that are up replicate it.
     */
    public void awaitStable() {
        waiter.awaitAgreement();
        SentinelTiming.speedUpChecks(sentinels, slowFailover);
        SentinelTiming.speedUpAnnouncements(sentinels);
        try {
            waiter.awaitStable();
        } finally {
            SentinelTiming.resetAnnouncements(sentinels);
        }
    }

    /** Deletes all keys. */
    public void flush() {
        try (RawRedis redis = master().raw()) {
            redis.text("FLUSHALL");
        }
    }

    /**
     * Undoes all faults of a test: faults of proxies, suspended and killed servers. Waits until the group is
     * stable.
     */
    public void heal() {
        sentinels.forEach(SentinelGroup::recover);
        data.stream().filter(server -> server.server().isAlive()).forEach(SentinelGroup::recover);
        for (ProxiedServer server : data) {
            if (!server.server().isAlive()) {
                if (server == master()) {
                    server.restart();
                } else {
                    rejoin(server);
                }
            }
            server.proxy().heal();
        }
        awaitStable();
    }

    /** Stops all servers and proxies. Idempotent. */
    @Override
    public void close() {
        sentinels.forEach(ProxiedServer::close);
        data.forEach(ProxiedServer::close);
    }

    private static void recover(ProxiedServer server) {
        if (!server.server().isAlive()) {
            server.restart();
        } else if (!server.isUp()) {
            server.resume();
        }
        server.proxy().heal();
    }
}
