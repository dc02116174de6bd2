package io.redoubt.test.server;

import io.redoubt.redis.Node;
import io.redoubt.test.proxy.CountingProxy.ThrowingRunnable;
import io.redoubt.test.proxy.FaultProxy;
import io.redoubt.test.proxy.TrafficCounts;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Running test cluster with three Redis masters and three replicas. Each member is behind a proxy of its own, whose
 * address clients are given. Thread-safe, but only one test at a time may cause failures.
 *
 * <p>All queries go to the servers directly, bypassing the proxies. Members that were killed or suspended are
 * ignored until they are up again. Methods that wait throw {@link IllegalStateException} after 90 seconds.
 */
public final class RedisCluster implements AutoCloseable {

    private final List<ProxiedServer> members;
    private final ServerOptions options;
    private final ClusterStateWaiter waiter;
    private final ClusterNodeTimeout nodeTimeout;

    private RedisCluster(List<ProxiedServer> members, ServerOptions options, ClusterNodeTimeout nodeTimeout) {
        this.members = List.copyOf(members);
        this.options = options;
        this.waiter = new ClusterStateWaiter(this.members);
        this.nodeTimeout = nodeTimeout;
    }

    /** Starts a cluster with a short node timeout, which replaces any master soon after it stops answering. */
    static RedisCluster start(ServerOptions options, String threadName) {
        List<ProxiedServer> members = new ClusterSetup(options, threadName).start();
        return new RedisCluster(members, options, ClusterNodeTimeout.SHORT);
    }

    /**
     * Starts a cluster with a long node timeout: a stall of a busy machine does not replace a master. Tests that
     * cause a failover shorten the timeout.
     */
    static RedisCluster startWithLongTimeout(ServerOptions options, String threadName) {
        List<ProxiedServer> members = new ClusterSetup(options, threadName).start();
        ClusterNodeTimeout.LONG.applyTo(members);
        return new RedisCluster(members, options, ClusterNodeTimeout.LONG);
    }

    /** The hash slot of a key, from 0 to 16383. */
    public static int slotOf(String key) {
        return HashSlotCalculator.of(key);
    }

    /** The addresses of all members, for clients. */
    public List<Node> seeds() {
        return members.stream().map(ProxiedServer::address).toList();
    }

    /** All members, in no particular order. */
    public List<ProxiedServer> members() {
        return members;
    }

    /** The masters, ordered by their slots. */
    public List<ProxiedServer> masters() {
        return view().masters().stream().map(this::member).toList();
    }

    /** The member with this client-side address, such as the address in a MOVED reply. */
    public ProxiedServer at(Node address) {
        return members.stream()
                .filter(member -> member.address().equals(address))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No member has " + address));
    }

    /** The master that owns the slot of the key. */
    public ProxiedServer masterOf(String key) {
        return masterOf(slotOf(key));
    }

    /** The master that owns the slot. */
    public ProxiedServer masterOf(int slot) {
        String owner = view().ownerOf(slot);
        if (owner == null) {
            throw new IllegalStateException("Nobody has slot " + slot);
        }
        return member(owner);
    }

    /** The replica of this master that is up. */
    public ProxiedServer replicaOf(ProxiedServer master) {
        return view().replicasOf(master.id()).stream()
                .map(this::member)
                .filter(ProxiedServer::isUp)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No replica is up of " + master));
    }

    /** A key with this suffix whose slot is owned by the master at this index of {@link #masters()}. */
    public String keyOnMaster(int index, String suffix) {
        return keyOnMaster(index, number -> number + ":" + suffix);
    }

    /** The first of these candidates whose slot is owned by the master at this index of {@link #masters()}. */
    public String keyOnMaster(int index, IntFunction<String> candidates) {
        ClusterView view = view();
        String master = view.masters().get(index);
        return IntStream.iterate(0, number -> number + 1)
                .mapToObj(candidates)
                .filter(key -> master.equals(view.ownerOf(slotOf(key))))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Kills a master and waits until all other members see its replica as master and it serves requests. Returns
     * the replica. From then on the cluster has the short node timeout, until {@link #heal()}.
     */
    public ProxiedServer failOver(ProxiedServer master) {
        ProxiedServer replica = replicaOf(master);
        ClusterNodeTimeout.SHORT.applyTo(members);
        master.kill();
        waiter.awaitMaster(replica);
        return replica;
    }

    /**
     * Exchanges the roles of a master and its replica without losing data, and waits until all members know.
     * Returns the former replica.
     */
    public ProxiedServer switchOver(ProxiedServer master) {
        ProxiedServer replica = replicaOf(master);
        ClusterNodeTimeout.SHORT.applyTo(members);
        try (RawRedis redis = replica.raw()) {
            redis.text("CLUSTER", "FAILOVER");
        }
        waiter.awaitMaster(replica);
        waiter.awaitStable();
        nodeTimeout.applyTo(members);
        return replica;
    }

    /** Returns a migration of a slot from the master that owns it. The migration has not begun. */
    public SlotMigration migration(int slot, ProxiedServer target) {
        return new SlotMigration(slot, masterOf(slot), target, masters(), options);
    }

    /**
     * Waits until every member that is up reports {@code cluster_state:ok}, all of them see the same slots and
     * roles, and each replica is connected to its master.
     */
    public void awaitStable() {
        waiter.awaitStable();
    }

    /** Deletes all keys. */
    public void flush() {
        masters().forEach(master -> {
            try (RawRedis redis = master.raw()) {
                redis.text("FLUSHALL");
            }
        });
    }

    /** Counts what the block sends to all members together. */
    public <E extends Exception> TrafficCounts measure(ThrowingRunnable<E> block) throws E {
        return FaultProxy.measure(members.stream().map(ProxiedServer::proxy).toList(), block);
    }

    /**
     * Undoes all faults of a test: faults of proxies, suspended and killed members. Waits until the cluster is
     * stable.
     */
    public void heal() {
        if (!members.stream().allMatch(ProxiedServer::isUp)) {
            ClusterNodeTimeout.SHORT.applyTo(members);
        }
        for (ProxiedServer member : members) {
            if (!member.server().isAlive()) {
                member.restart();
            } else if (!member.isUp()) {
                member.resume();
            }
            member.proxy().heal();
        }
        awaitStable();
        nodeTimeout.applyTo(members);
    }

    /** Stops all servers and proxies. Idempotent. */
    @Override
    public void close() {
        members.forEach(ProxiedServer::close);
    }

    private ClusterView view() {
        ProxiedServer any = members.stream()
                .filter(ProxiedServer::isUp)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No member is up"));
        try (RawRedis redis = any.raw()) {
            return ClusterView.of(redis);
        }
    }

    private ProxiedServer member(String id) {
        return members.stream()
                .filter(member -> member.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
