package io.redoubt.tck.fault;

import io.redoubt.redis.ConnectionEvent;
import io.redoubt.tck.fault.CallRecord.Location;
import io.redoubt.tck.fault.Fault.StoredData;
import io.redoubt.test.server.ProxiedServer;
import io.redoubt.test.server.RawRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Set of assertions about a completed fault test, based on what callers, proxies, servers, listeners and the log
 * recorded.
 */
record FaultAssertions(
        Fault fault,
        TimingTolerance tolerance,
        CallLog callLog,
        Timeline timeline,
        RecordingConnectionListener events,
        List<String> inconsistencies,
        ProxiedDeployment deployment) {

    /** How much too early a call may end by a clock that is read in whole milliseconds. */
    private static final Duration CLOCK_ROUNDING = Duration.ofMillis(10);

    FaultReport report(String driver) {
        List<CallRecord> records = callLog.records();
        List<CallRecord> overlapping =
                records.stream().filter(timeline::overlaps).toList();
        List<CallRecord> onTarget = overlapping.stream()
                .filter(record -> record.location() == Location.TARGET_MASTER)
                .toList();
        List<String> problems = new ArrayList<>(callLog.wrongReplies());
        Map<CallOutcome, Long> outcomes =
                onTarget.stream().collect(Collectors.groupingBy(CallRecord::outcome, Collectors.counting()));
        checkOutcomes(records, outcomes, problems);
        checkTimes(records, problems);
        checkAttempts(records, problems);
        long lost = new IncrementCheck(fault, deployment).check(records, callLog.absentValues.sum(), problems);
        checkTracking(problems);
        problems.addAll(events.sequenceErrors());
        problems.addAll(inconsistencies);
        return new FaultReport(
                fault,
                driver,
                FaultReport.sorted(outcomes),
                records.stream().map(CallRecord::took).max(Duration::compareTo).orElse(Duration.ZERO),
                maxSends(records, record -> !record.type().repeatable()),
                maxSends(records, record -> record.type().repeatable()),
                timeline.recovery(),
                timeline.armedAfter(),
                lost,
                problems);
    }

    private void checkOutcomes(List<CallRecord> records, Map<CallOutcome, Long> outcomes, List<String> problems) {
        Map<String, Long> undocumented = new HashMap<>();
        boolean busy = records.stream().anyMatch(record -> record.outcome().isTimeout() && !isDocumented(record));
        long unexplained = 0;
        for (CallRecord record : records) {
            if (isDocumented(record)) {
                continue;
            }
            if (record.outcome().isTimeout() || isCausedByBusyMachine(record, busy)) {
                unexplained++;
            } else {
                undocumented.merge(
                        record.outcome() + " of " + record.type() + " " + record.location() + " "
                                + (timeline.overlaps(record) ? "during the fault" : "before or after it"),
                        1L,
                        Long::sum);
            }
        }
        undocumented.forEach((what, times) -> problems.add("not documented: " + what + ", " + times + " times"));
        if (unexplained * 100 > tolerance.maxUnexplainedPercent() * records.size()) {
            problems.add(unexplained + " of " + records.size() + " calls failed for no reason");
        }
        timeline.notShown().forEach(what -> problems.add("not while the fault lasted: " + what));
        fault.always().stream()
                .filter(outcome -> !outcomes.containsKey(outcome))
                .forEach(outcome -> problems.add("never seen: " + outcome));
    }

    private boolean isDocumented(CallRecord record) {
        return record.outcome().answered()
                || (record.location() == Location.TARGET_MASTER
                        ? timeline.overlaps(record) && fault.allows(record.outcome())
                        : fault.onOtherMasters().contains(record.outcome()));
    }

    /**
     * If a busy machine delays many calls in a row, the breaker of the server opens or its connection is considered
     * lost.
     */
    private boolean isCausedByBusyMachine(CallRecord record, boolean busy) {
        return record.outcome().isConnectionFailure()
                && (busy
                        || happenedWithoutFault(ConnectionEvent.BreakerOpened.class, record)
                        || happenedWithoutFault(ConnectionEvent.Disconnected.class, record));
    }

    /** Returns whether the event occurred without being caused by the fault. */
    private boolean happenedWithoutFault(Class<? extends ConnectionEvent> event, CallRecord record) {
        return fault.expectedEvents().contains(event)
                ? !timeline.overlaps(record) && events.any(event, timeline::isOutsideFault)
                : events.count(event) > 0;
    }

    private void checkTimes(List<CallRecord> records, List<String> problems) {
        List<CallRecord> times =
                records.stream().sorted(Comparator.comparing(CallRecord::took)).toList();
        if (!times.isEmpty()) {
            CallRecord at = times.get((int) Math.ceil(times.size() * tolerance.percentile() / 100) - 1);
            Duration most = CallerTask.DEADLINE.plus(tolerance.grace());
            if (at.took().compareTo(most) > 0) {
                problems.add("a call took " + at.took().toMillis() + " ms, at percentile " + tolerance.percentile()
                        + ": " + at);
            }
        }
        records.stream()
                .filter(record -> record.outcome().isTimeout()
                        && record.took().plus(CLOCK_ROUNDING).compareTo(CallerTask.DEADLINE) < 0)
                .forEach(early -> problems.add("gave up before the deadline: " + early));
        if (timeline.recovery().compareTo(tolerance.recovery()) > 0) {
            problems.add("callers failed for " + timeline.recovery() + " after the fault was over");
        }
        if (timeline.armedAfter().compareTo(tolerance.recovery()) > 0) {
            problems.add("changes were told again only " + timeline.armedAfter() + " after the fault was over");
        }
    }

    private void checkAttempts(List<CallRecord> records, List<String> problems) {
        if (fault.sendLimit() == Fault.SendLimit.REDIRECTED) {
            return;
        }
        for (CallRecord record : records) {
            int most = record.type().repeatable() ? 2 : 1;
            int attempts = callLog.sendCount(record);
            if (attempts > most) {
                problems.add(record.type() + " was sent " + attempts + " times: " + record);
            }
            if (attempts == 0 && record.outcome().answered()) {
                problems.add("answered, but not seen by a proxy: " + record);
            }
        }
    }

    private int maxSends(List<CallRecord> records, Predicate<CallRecord> which) {
        return records.stream().filter(which).mapToInt(callLog::sendCount).max().orElse(0);
    }

    private void checkTracking(List<String> problems) {
        timeline.missedChanges().forEach(change -> problems.add("nobody was told of " + change));
        if (fault.disarmsTracking() && !timeline.disarmed()) {
            problems.add("the link was lost, and tracking was armed all the time");
        }
        for (Class<? extends ConnectionEvent> event : fault.expectedEvents()) {
            if (events.count(event) == 0) {
                problems.add("a listener did not hear " + event.getSimpleName() + ": " + events.all());
            }
        }
    }

    /** Check of the increments that callers made. */
    private record IncrementCheck(Fault fault, ProxiedDeployment deployment) {

        /** Returns how many acknowledged increments are lost. */
        long check(List<CallRecord> records, long absent, List<String> problems) {
            Map<String, Integer> countsByField = countsByField();
            long lost = 0;
            for (CallRecord record : records) {
                int steps = countsByField.getOrDefault(CallLog.marker(record.id()), 0);
                if (steps > 1) {
                    problems.add("taken " + steps + " times: " + record);
                }
                boolean acknowledged = record.increment() && record.outcome().answered();
                lost += acknowledged && steps == 0 ? 1 : 0;
            }
            if (lost > 0 && fault.data() == StoredData.KEPT) {
                problems.add(lost + " steps were acknowledged, and are lost");
            }
            if (absent > 0 && fault.data() != StoredData.LOST) {
                problems.add(absent + " reads did not find what was there");
            }
            return lost;
        }

        private Map<String, Integer> countsByField() {
            Map<String, Integer> countsByField = new HashMap<>();
            read(deployment.master(), deployment.keys(), countsByField);
            if (deployment instanceof ProxiedCluster cluster) {
                FaultKeys otherKeys = cluster.keysOnOtherMaster();
                read(cluster.cluster().masterOf(otherKeys.counts()), otherKeys, countsByField);
            }
            return countsByField;
        }

        private static void read(ProxiedServer master, FaultKeys keys, Map<String, Integer> into) {
            try (RawRedis redis = master.raw()) {
                List<String> flat = redis.texts("HGETALL", keys.counts());
                for (int i = 0; i < flat.size(); i += 2) {
                    if (flat.get(i).startsWith("#")) {
                        into.put(flat.get(i), Integer.parseInt(flat.get(i + 1)));
                    }
                }
            }
        }
    }
}
