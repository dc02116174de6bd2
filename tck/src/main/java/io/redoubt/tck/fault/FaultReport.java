package io.redoubt.tck.fault;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What came out of a trial.
 *
 * @param fault what happened
 * @param driver to which driver
 * @param outcomes what callers of the struck master got from the blow until all was well, how often
 * @param worst the longest that a call took
 * @param maxWrites how often at most the proxies saw a command that must not be repeated
 * @param maxReads the same of one that may be
 * @param recovery how long after the fault the last call failed
 * @param armedAfter how long after the fault changes were told again
 * @param lostIncrements steps that were acknowledged and are not there
 * @param problems what is not as it must be
 */
record FaultReport(
        Fault fault,
        String driver,
        SortedMap<CallOutcome, Long> outcomes,
        Duration worst,
        int maxWrites,
        int maxReads,
        Duration recovery,
        Duration armedAfter,
        long lostIncrements,
        List<String> problems) {

    FaultReport {
        problems = List.copyOf(problems);
    }

    static SortedMap<CallOutcome, Long> sorted(Map<CallOutcome, Long> outcomes) {
        return new TreeMap<>(outcomes);
    }

    void requireNoProblems() {
        if (!problems.isEmpty()) {
            throw new AssertionError(this + "\n  " + String.join("\n  ", problems));
        }
    }

    @Override
    public String toString() {
        return String.format(
                "%-45s %-8s worst %4d ms, writes %d, reads %d, recovered %4d ms, armed %4d ms, lost %d, %s",
                fault,
                driver,
                worst.toMillis(),
                maxWrites,
                maxReads,
                recovery.toMillis(),
                armedAfter.toMillis(),
                lostIncrements,
                outcomes);
    }
}
