package io.redoubt.test.server;

import io.redoubt.redis.Node;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Waiter that polls sentinels and the servers they monitor until all report the expected state, such as a new master.
 * Fails after a timeout.
 */
record SentinelStateWaiter(List<ProxiedServer> data, List<ProxiedServer> sentinels) {

    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

    /**
     * Waits until every sentinel that is up knows all others and the same master, and sees exactly the other data
     * nodes that are up as its replicas.
     */
    void awaitStable() {
        await("the sentinels are content", this::isStable);
    }

    /**
     * Waits until every sentinel that is up sees the same master, which acts as one, and no failover is in
     * progress.
     */
    void awaitAgreement() {
        await("the sentinels agree", () -> agreedMaster(views()) != null);
    }

    /** Waits until every sentinel that is up reports a master other than this one, and that master accepts writes. */
    void awaitSuccessorOf(Node before) {
        await("there is another master than " + before, () -> {
            Set<Node> reported = reportedMasters();
            return reported.size() == 1
                    && !reported.contains(before)
                    && isMaster(serverAt(reported.iterator().next()));
        });
    }

    /** The master that all sentinels that are up report. If they disagree, one of the reported masters. */
    ProxiedServer master() {
        return serverAt(reportedMasters().iterator().next());
    }

    private boolean isStable() {
        List<SentinelView> views = views();
        ProxiedServer master = agreedMaster(views);
        if (master == null) {
            return false;
        }
        List<ProxiedServer> others =
                up(data).stream().filter(server -> server != master).toList();
        Set<Node> replicas = others.stream().map(ProxiedServer::address).collect(Collectors.toSet());
        return views.stream()
                        .allMatch(view -> view.otherSentinels() == up(sentinels).size() - 1
                                && view.replicas().equals(replicas))
                && others.stream().allMatch(replica -> follows(replica, master));
    }

    private List<SentinelView> views() {
        return up(sentinels).stream()
                .map(sentinel -> ask(sentinel, SentinelView::of))
                .toList();
    }

    private @Nullable ProxiedServer agreedMaster(List<SentinelView> views) {
        Set<Node> masters = views.stream().map(SentinelView::master).collect(Collectors.toSet());
        if (masters.size() != 1 || !views.stream().allMatch(view -> view.flags().equals("master"))) {
            return null;
        }
        ProxiedServer master = serverAt(masters.iterator().next());
        return isMaster(master) ? master : null;
    }

    private Set<Node> reportedMasters() {
        Set<Node> reported = new HashSet<>();
        up(sentinels).forEach(sentinel -> reported.add(ask(sentinel, SentinelView::masterOf)));
        if (reported.isEmpty()) {
            throw new IllegalStateException("No sentinel is up");
        }
        return reported;
    }

    private static boolean isMaster(ProxiedServer server) {
        return server.isUp()
                && ask(server, redis -> redis.text("INFO", "replication")).contains("role:master");
    }

    private static boolean follows(ProxiedServer replica, ProxiedServer master) {
        String replication = ask(replica, redis -> redis.text("INFO", "replication"));
        return replication.contains("master_link_status:up")
                && replication.contains("master_port:" + master.address().port() + "\r\n");
    }

    private ProxiedServer serverAt(Node address) {
        return data.stream()
                .filter(server -> server.address().equals(address))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The sentinels name a stranger: " + address));
    }

    private static List<ProxiedServer> up(List<ProxiedServer> servers) {
        return servers.stream().filter(ProxiedServer::isUp).toList();
    }

    private void await(String what, Callable<Boolean> condition) {
        try {
            Awaitility.await(what)
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL_INTERVAL)
                    .atMost(TIMEOUT)
                    // A server that has just stopped, or is loading its data, does not answer.
                    .ignoreException(UncheckedIOException.class)
                    .until(condition);
        } catch (ConditionTimeoutException e) {
            throw new IllegalStateException("Not within " + TIMEOUT + ": " + what + state(), e);
        }
    }

    private String state() {
        StringJoiner state = new StringJoiner("\n", "\n", "");
        up(sentinels).forEach(sentinel -> state.add(sentinel + " sees " + ask(sentinel, SentinelView::of)));
        up(data).forEach(server ->
                state.add(server + " is " + ask(server, redis -> redis.text("INFO", "replication"))));
        return state.toString();
    }

    private static <T> T ask(ProxiedServer server, Query<T> question) {
        try (RawRedis redis = server.raw()) {
            return question.ask(redis);
        }
    }

    private interface Query<T> {
        T ask(RawRedis redis);
    }
}
