package io.redoubt.tck.fault;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Immutable report of one fault test: the outcomes of calls, the longest call, the recovery time and the problems
 * found.
 *
 * @param fault the injected fault
 * @param driver name of the driver
 * @param outcomes how often callers of the target master got each outcome, from the injection until recovery
 * @param worst longest duration of a call
 * @param maxWrites largest number of times that the proxies saw a command that must not be repeated
 * @param maxReads largest number of times that the proxies saw a repeatable command
 * @param recovery time from the end of the fault to the last failed call
 * @param armedAfter time from the end of the fault until invalidations were delivered again
 * @param lostIncrements number of increments that were acknowledged and are not stored
 * @param problems violations of the documented behavior
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
