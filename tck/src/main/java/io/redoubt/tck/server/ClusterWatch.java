package io.redoubt.tck.server;

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

/** Waits for what the members of a cluster must come to agree on. */
record ClusterWatch(List<ProxiedServer> members) {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(20);

    /** Every member that is up says that all is well, and sees the same; replicas have their master's data. */
    void awaitStable() {
        await("the cluster is stable", asked -> asked.allAreWell() && asked.allAgree());
    }

    /** Every member that is up sees this one as a master with slots, and it serves. */
    void awaitMaster(ProxiedServer member) {
        await(
                member + " is master",
                asked -> asked.allAgree()
                        && asked.answers.stream().allMatch(answer -> answer.view.isMasterWithSlots(member.id()))
                        && asked.answers.stream().anyMatch(answer -> answer.isOf(member) && answer.isWell()));
    }

    /** Every member that is up knows all that are. */
    void awaitAcquainted() {
        await(
                "all nodes know each other",
                asked -> asked.answers.stream().allMatch(answer -> answer.view.isSound(asked.ids())));
    }

    private void await(String what, Predicate<Asked> condition) {
        Asked[] last = {new Asked(List.of())};
        try {
            Awaitility.await(what)
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL)
                    .atMost(PATIENCE)
                    .until(() -> {
                        last[0] = ask();
                        return last[0].answers.size() == up().size() && condition.test(last[0]);
                    });
        } catch (ConditionTimeoutException e) {
            throw new IllegalStateException("Not within " + PATIENCE + ": " + what + "\n" + last[0], e);
        }
    }

    private List<ProxiedServer> up() {
        return members.stream().filter(ProxiedServer::isUp).toList();
    }

    private Asked ask() {
        List<Answer> answers = new ArrayList<>();
        for (ProxiedServer member : up()) {
            try (RawRedis redis = member.raw()) {
                answers.add(new Answer(
                        member,
                        ClusterView.of(redis),
                        redis.text("CLUSTER", "INFO"),
                        redis.text("INFO", "replication")));
            } catch (UncheckedIOException | IllegalStateException notNow) {
                // It has just ended, or loads its data.
            }
        }
        return new Asked(answers);
    }

    private record Asked(List<Answer> answers) {

        Set<String> ids() {
            return answers.stream().map(answer -> answer.member.id()).collect(Collectors.toSet());
        }

        boolean allAreWell() {
            return answers.stream().allMatch(answer -> answer.isWell() && answer.view.isSound(ids()));
        }

        boolean allAgree() {
            Set<Map<String, String>> opinions = new HashSet<>();
            answers.forEach(answer -> opinions.add(answer.view.roles(ids())));
            return opinions.size() == 1;
        }
    }

    private record Answer(ProxiedServer member, ClusterView view, String state, String replication) {

        boolean isOf(ProxiedServer other) {
            return member.equals(other);
        }

        boolean isWell() {
            return state.contains("cluster_state:ok")
                    && (replication.contains("role:master") || replication.contains("master_link_status:up"));
        }
    }
}
