package io.redoubt.test.server;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Waiter that polls the members of a test cluster until all report the expected state, such as a new master. Fails
 * after a timeout.
 */
record ClusterStateWaiter(List<ProxiedServer> members) {

    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

    /**
     * Waits until every member that is up reports a healthy state, all have the same view, and each replica is
     * connected to its master.
     */
    void awaitStable() {
        await("the cluster is stable", snapshot -> snapshot.allHealthy() && snapshot.allAgree());
    }

    /**
     * Waits until every member that is up sees this member as a master with slots, and the member itself is
     * healthy.
     */
    void awaitMaster(ProxiedServer member) {
        await(
                member + " is master",
                snapshot -> snapshot.allAgree()
                        && snapshot.states.stream().allMatch(state -> state.view.isMasterWithSlots(member.id()))
                        && snapshot.states.stream().anyMatch(state -> state.isOf(member) && state.isHealthy()));
    }

    /** Waits until every member that is up knows all others that are up. */
    void awaitAllKnown() {
        await(
                "all nodes know each other",
                snapshot -> snapshot.states.stream().allMatch(state -> state.view.isHealthy(snapshot.ids())));
    }

    private void await(String what, Predicate<ClusterSnapshot> condition) {
        ClusterSnapshot[] last = {new ClusterSnapshot(List.of())};
        try {
            Awaitility.await(what)
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL_INTERVAL)
                    .atMost(TIMEOUT)
                    .until(() -> {
                        last[0] = takeSnapshot();
                        return last[0].states.size() == up().size() && condition.test(last[0]);
                    });
        } catch (ConditionTimeoutException e) {
            throw new IllegalStateException("Not within " + TIMEOUT + ": " + what + "\n" + last[0], e);
        }
    }

    private List<ProxiedServer> up() {
        return members.stream().filter(ProxiedServer::isUp).toList();
    }

    private ClusterSnapshot takeSnapshot() {
        List<MemberState> states = new ArrayList<>();
        for (ProxiedServer member : up()) {
            try (RawRedis redis = member.raw()) {
                states.add(new MemberState(
                        member,
                        ClusterView.of(redis),
                        redis.text("CLUSTER", "INFO"),
                        redis.text("INFO", "replication")));
            } catch (UncheckedIOException | IllegalStateException unavailable) {
                // The member has just stopped, or is loading its data.
            }
        }
        return new ClusterSnapshot(states);
    }

    private record ClusterSnapshot(List<MemberState> states) {

        Set<String> ids() {
            return states.stream().map(state -> state.member.id()).collect(Collectors.toSet());
        }

        boolean allHealthy() {
            return states.stream().allMatch(state -> state.isHealthy() && state.view.isHealthy(ids()));
        }

        boolean allAgree() {
            Set<Map<String, String>> views = new HashSet<>();
            states.forEach(state -> views.add(state.view.roles(ids())));
            return views.size() == 1;
        }
    }

    private record MemberState(ProxiedServer member, ClusterView view, String clusterInfo, String replicationInfo) {

        boolean isOf(ProxiedServer other) {
            return member.equals(other);
        }

        boolean isHealthy() {
            return clusterInfo.contains("cluster_state:ok")
                    && (replicationInfo.contains("role:master") || replicationInfo.contains("master_link_status:up"));
        }
    }
}
