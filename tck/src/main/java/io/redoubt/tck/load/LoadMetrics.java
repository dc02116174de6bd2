package io.redoubt.tck.load;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Metrics of one Redis client under load: throughput, latency percentiles and CPU time per call.
 *
 * @param calls number of replies that were received and verified
 * @param perSecond calls per second
 * @param p50 median latency, in microseconds
 * @param p99 latency that 99 of 100 calls did not exceed, in microseconds
 * @param p999 latency that 999 of 1,000 calls did not exceed, in microseconds
 * @param clientCpu CPU time of this JVM for each call, in microseconds
 * @param serverCpu CPU time of the server for each call, in microseconds
 */
public record LoadMetrics(
        long calls, double perSecond, double p50, double p99, double p999, double clientCpu, double serverCpu) {

    /** Returns the median of each metric over several rounds, and the calls of all rounds together. */
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
