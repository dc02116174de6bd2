package io.redoubt.benchmarks.nearhit;

import java.util.Map;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * Result of one benchmark candidate in one round. Immutable.
 *
 * @param candidate what was read
 * @param maxEntries the most entries that the process may keep
 * @param cpuNanos nanoseconds of CPU time a hit
 * @param nanos nanoseconds a hit
 * @param bytes bytes allocated a hit
 * @param commands commands that the server executed during the measurement
 */
record HitMeasurement(Candidate candidate, int maxEntries, double cpuNanos, double nanos, double bytes, long commands) {

    private static final String BYTES = "gc.alloc.rate.norm";

    static HitMeasurement of(RunResult result) {
        Map<String, ? extends Result<?>> others = secondary(result);
        return new HitMeasurement(
                Candidate.valueOf(result.getParams().getParam("candidate")),
                Integer.parseInt(result.getParams().getParam("maxEntries")),
                score(others, HitCosts.CPU_NANOS),
                result.getPrimaryResult().getScore(),
                score(others, BYTES),
                Math.round(score(others, HitCosts.COMMANDS)));
    }

    @SuppressWarnings({"rawtypes", "unchecked"}) // the API of JMH
    private static Map<String, ? extends Result<?>> secondary(RunResult result) {
        return (Map<String, ? extends Result<?>>) (Map) result.getSecondaryResults();
    }

    private static double score(Map<String, ? extends Result<?>> results, String name) {
        Result<?> result = results.get(name);
        if (result == null) {
            throw new IllegalStateException("JMH reported no " + name + ", but " + results.keySet());
        }
        return result.getScore();
    }
}
