package io.redoubt.tck.server;

import io.redoubt.redis.Node;
import io.redoubt.tck.proxy.CountingProxy.ThrowingRunnable;
import io.redoubt.tck.proxy.Counts;
import io.redoubt.tck.proxy.FaultProxy;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A running cluster of three masters and three replicas, each behind a proxy of its own whose address clients are told.
 * Thread-safe, but a test that breaks something does it alone.
 *
 * <p>What is asked of it is asked of the servers, around the proxies. A member that was killed or suspended is left out,
 * until it is up again. Waiting ends with an {@link IllegalStateException} after 90 seconds.
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

    /** One whose masters are replaced soon, whatever happened to them. */
    static RedisCluster start(ServerOptions options, String threadName) {
        List<ProxiedServer> members = new ClusterSetup(options, threadName).start();
        return new RedisCluster(members, options, ClusterNodeTimeout.SHORT);
    }

    /** One whose masters are not replaced while a busy machine lets them wait, but only where a test asks for it. */
    static RedisCluster startWithLongTimeout(ServerOptions options, String threadName) {
        List<ProxiedServer> members = new ClusterSetup(options, threadName).start();
        ClusterNodeTimeout.LONG.applyTo(members);
        return new RedisCluster(members, options, ClusterNodeTimeout.LONG);
    }

    /** The slot of a key, from 0 to 16383. */
    public static int slotOf(String key) {
        return HashSlot.of(key);
    }

    /** The addresses of all members, for clients. */
    public List<Node> seeds() {
        return members.stream().map(ProxiedServer::address).toList();
    }

    /** All members, in no order. */
    public List<ProxiedServer> members() {
        return members;
    }

    /** The masters in the order of their slots. */
    public List<ProxiedServer> masters() {
        return view().masters().stream().map(this::member).toList();
    }

    /** The member that clients know by that address, such as that of a MOVED. */
    public ProxiedServer at(Node address) {
        return members.stream()
                .filter(member -> member.address().equals(address))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No member has " + address));
    }

    /** The master that has the key's slot. */
    public ProxiedServer masterOf(String key) {
        return masterOf(slotOf(key));
    }

    /** The master that has the slot. */
    public ProxiedServer masterOf(int slot) {
        String owner = view().ownerOf(slot);
        if (owner == null) {
            throw new IllegalStateException("Nobody has slot " + slot);
        }
        return member(owner);
    }

    /** The replica of that master that is up. */
    public ProxiedServer replicaOf(ProxiedServer master) {
        return view().replicasOf(master.id()).stream()
                .map(this::member)
                .filter(ProxiedServer::isUp)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No replica is up of " + master));
    }

    /** A key with that ending whose slot the master at that place in {@link #masters()} has. */
    public String keyOnMaster(int index, String suffix) {
        return keyOnMaster(index, number -> number + ":" + suffix);
    }

    /** The first of these candidates whose slot the master at that place in {@link #masters()} has. */
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
     * Kills a master, and waits until its replica, which is returned, is master for all others and serves. The shared cluster
     * is quick to replace masters from then on until it is healed.
     */
    public ProxiedServer failOver(ProxiedServer master) {
        ProxiedServer replica = replicaOf(master);
        ClusterNodeTimeout.SHORT.applyTo(members);
        master.kill();
        waiter.awaitMaster(replica);
        return replica;
    }

    /** Lets a master and its replica, which is returned, change places without loss, and waits until all know it. */
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

    /** The move of a slot from the master that has it, not yet begun. */
    public SlotMigration migration(int slot, ProxiedServer target) {
        return new SlotMigration(slot, masterOf(slot), target, masters(), options);
    }

    /**
     * Waits until every member that is up says {@code cluster_state:ok}, all of them see the same slots and roles, and each
     * replica has the data of its master.
     */
    public void awaitStable() {
        waiter.awaitStable();
    }

    /** Removes all keys. */
    public void flush() {
        masters().forEach(master -> {
            try (RawRedis redis = master.raw()) {
                redis.text("FLUSHALL");
            }
        });
    }

    /** What the block sends to all members together. */
    public <E extends Exception> Counts measure(ThrowingRunnable<E> block) throws E {
        return FaultProxy.measure(members.stream().map(ProxiedServer::proxy).toList(), block);
    }

    /** Takes back all that a test did: proxies, suspended and killed members, and waits until the cluster is stable. */
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

    /** Ends all servers and proxies. Idempotent. */
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
