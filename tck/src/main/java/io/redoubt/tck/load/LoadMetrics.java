package io.redoubt.tck.load;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What was measured.
 *
 * @param calls how many replies came and were verified
 * @param perSecond calls a second
 * @param p50 the median latency, in microseconds
 * @param p99 what 99 of 100 did not exceed, in microseconds
 * @param p999 what 999 of 1,000 did not exceed, in microseconds
 * @param clientCpu microseconds of this JVM's CPU time a call
 * @param serverCpu microseconds of the server's CPU time a call
 */
public record LoadMetrics(
        long calls, double perSecond, double p50, double p99, double p999, double clientCpu, double serverCpu) {

    /** The medians of several rounds, each figure by itself; the calls of all. */
    static LoadMetrics medians(List<LoadMetrics> rounds) {
        return new LoadMetrics(
                rounds.stream().mapToLong(LoadMetrics::calls).sum(),
                median(rounds, LoadMetrics::perSecond),
                median(rounds, LoadMetrics::p50),
                median(rounds, LoadMetrics::p99),
                median(rounds, LoadMetrics::p999),
                median(rounds, LoadMetrics::clientCpu),
                median(rounds, LoadMetrics::serverCpu));
    }

    private static double median(List<LoadMetrics> rounds, ToDoubleFunction<LoadMetrics> metric) {
        return median(rounds.stream().mapToDouble(metric).toArray());
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
