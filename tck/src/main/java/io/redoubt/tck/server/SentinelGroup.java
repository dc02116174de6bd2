package io.redoubt.tck.server;

import io.redoubt.redis.Node;
import java.util.List;

/**
 * A master with replicas, and three sentinels that watch them and replace the master when two hold it for dead; each behind
 * a proxy of its own. Of the data nodes everybody is told the proxy's address, also the sentinels, so that they notice what
 * clients notice; sentinels tell each other their own. Thread-safe, but a test that breaks something does it alone.
 *
 * <p>What is asked of it is asked of the servers, around the proxies. A server that was killed or suspended is left out,
 * until it is up again. Waiting ends with an {@link IllegalStateException} after 90 seconds.
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

    /** What the master is called. */
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

    /** The servers with data, masters or replicas. */
    public List<ProxiedServer> dataNodes() {
        return data;
    }

    /** The master that the sentinels tell to clients; it may have ended if they have not noticed yet. */
    public ProxiedServer master() {
        return waiter.master();
    }

    /** All data nodes but the master that are up. */
    public List<ProxiedServer> replicas() {
        ProxiedServer master = master();
        return data.stream().filter(server -> server != master && server.isUp()).toList();
    }

    /** Kills the master, and waits until the sentinels tell clients another one, which is returned and takes writes. */
    public ProxiedServer failOver() {
        ProxiedServer master = master();
        master.kill();
        return awaitSuccessorOf(master);
    }

    /**
     * Lets the sentinels put a replica, which is returned, in the place of a master that is well, and waits until the old
     * one follows it. Servers before 7 take ten seconds for that.
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

    /** Only asks the sentinels to do so ({@code SENTINEL FAILOVER}): the old master goes on until it is told. */
    public void askForFailover() {
        try (RawRedis redis = sentinels.get(0).raw()) {
            redis.text("SENTINEL", "FAILOVER", SentinelSetup.MASTER_NAME);
        }
    }

    /** Waits until the sentinels tell clients another master than this, which is returned and takes writes. */
    public ProxiedServer awaitSuccessorOf(ProxiedServer master) {
        waiter.awaitSuccessorOf(master.address());
        return master();
    }

    /**
     * Starts a data node again as a replica of the master. With {@link ProxiedServer#restart} a former master comes back as
     * one, and goes on so until the sentinels set it right, which takes up to ten seconds.
     */
    public void rejoin(ProxiedServer server) {
        Node master = master().address();
        server.restartWith(ConfigDirective.of("replicaof", master.host(), master.port()));
    }

    /**
     * Waits until all sentinels that are up know each other and the same master, and all other data nodes that are up
     * follow it.
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

    /** Removes all keys. */
    public void flush() {
        try (RawRedis redis = master().raw()) {
            redis.text("FLUSHALL");
        }
    }

    /** Takes back all that a test did: proxies, suspended and killed servers, and waits until all is stable. */
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

    /** Ends all servers and proxies. Idempotent. */
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
