package io.redoubt.test.server;

import io.redoubt.test.net.ReservedLoopbackPort;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Builder that starts six Redis servers and joins them into a test cluster of three masters and three replicas. Uses
 * only commands.
 */
record ClusterSetup(ServerOptions base, String threadName) {

    private static final int MASTERS = 3;
    private static final int NODES = 6;

    List<ProxiedServer> start() {
        List<ProxiedServer> members = new ParallelStarter<>(ProxiedServer::close).start(NODES, this::member);
        try {
            for (int i = 0; i < NODES; i++) {
                assignEpochAndSlots(members.get(i), i);
            }
            for (int i = 0; i < NODES; i++) {
                meetLaterMembers(members, i);
            }
            ClusterStateWaiter waiter = new ClusterStateWaiter(members);
            waiter.awaitAllKnown();
            for (int i = MASTERS; i < NODES; i++) {
                expectOk(
                        members.get(i),
                        "CLUSTER",
                        "REPLICATE",
                        members.get(i - MASTERS).id());
            }
            waiter.awaitStable();
            return members;
        } catch (RuntimeException e) {
            members.forEach(ProxiedServer::close);
            throw e;
        }
    }

    private ProxiedServer member() {
        return ProxiedServer.start(threadName, proxy -> options(proxy.port()), redis -> redis.text("CLUSTER", "MYID"));
    }

    private ServerOptions options(int proxyPort) {
        return FastReplicationOptions.withoutDelays(base.as(ServerMode.CLUSTER_NODE))
                .config("cluster-enabled", "yes")
                .config("cluster-config-file", "nodes.conf")
                .config("cluster-node-timeout", ClusterNodeTimeout.SHORT.millis())
                // Tests kill masters whose replicas were disconnected for longer than the default factor allows.
                .config("cluster-replica-validity-factor", "0")
                // Keeps replicas from migrating to a master that lost its replica.
                .config("cluster-migration-barrier", "10")
                .config("cluster-announce-ip", ServerResources.LOOPBACK)
                .config(
                        base.tls() == null ? "cluster-announce-port" : "cluster-announce-tls-port",
                        String.valueOf(proxyPort))
                .config("tls-cluster", base.tls() == null ? "no" : "yes");
    }

    /**
     * Assigns a configuration epoch of its own to each member, so that members have no conflict of epochs to
     * resolve; must happen before they meet. Masters also get their slots.
     */
    private static void assignEpochAndSlots(ProxiedServer member, int index) {
        expectOk(member, "CLUSTER", "SET-CONFIG-EPOCH", String.valueOf(index + 1));
        if (index < MASTERS) {
            expectOk(member, addSlotsCommand(index));
        }
    }

    private void meetLaterMembers(List<ProxiedServer> members, int index) {
        ProxiedServer member = members.get(index);
        for (ProxiedServer other : members.subList(index + 1, NODES)) {
            int port =
                    base.tls() == null ? other.server().port() : other.server().tlsPort();
            expectOk(
                    member,
                    "CLUSTER",
                    "MEET",
                    other.server().host(),
                    String.valueOf(port),
                    String.valueOf(ReservedLoopbackPort.busOf(port)));
        }
    }

    /**
     * Returns the command that assigns a master its slots. Lists each slot, as servers before version 7 require
     * and later ones accept.
     */
    private static String[] addSlotsCommand(int master) {
        int first = master * HashSlotCalculator.COUNT / MASTERS;
        int end = (master + 1) * HashSlotCalculator.COUNT / MASTERS;
        List<String> words = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
        words.addAll(IntStream.range(first, end).mapToObj(String::valueOf).toList());
        return words.toArray(String[]::new);
    }

    private static void expectOk(ProxiedServer member, String... words) {
        try (RawRedis redis = member.raw()) {
            Object reply = redis.call(words);
            if (!"OK".equals(reply)) {
                throw new IllegalStateException(words[0] + " " + words[1] + " was answered with " + reply);
            }
        }
    }
}
