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
public record Figures(
        long calls, double perSecond, double p50, double p99, double p999, double clientCpu, double serverCpu) {

    /** The medians of several rounds, each figure by itself; the calls of all. */
    static Figures medians(List<Figures> rounds) {
        return new Figures(
                rounds.stream().mapToLong(Figures::calls).sum(),
                median(rounds, Figures::perSecond),
                median(rounds, Figures::p50),
                median(rounds, Figures::p99),
                median(rounds, Figures::p999),
                median(rounds, Figures::clientCpu),
                median(rounds, Figures::serverCpu));
    }

    private static double median(List<Figures> rounds, ToDoubleFunction<Figures> figure) {
        return median(rounds.stream().mapToDouble(figure).toArray());
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
