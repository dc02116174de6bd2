package io.redoubt.tck.load;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Result of a load test that compares Redis clients: the metrics of each client in each round. Rounds with the same
 * number ran directly after each other.
 *
 * @param profile the callers
 * @param rounds metrics of each candidate by round; the first candidate is the baseline, the last one is the driver
 *     under test
 */
public record ComparisonResult(CallerProfile profile, Map<String, List<LoadMetrics>> rounds) {

    /** Returns the ratio of the driver's metric to the baseline's: the median of the ratios of all rounds. */
    public double ratio(ToDoubleFunction<LoadMetrics> metric) {
        List<List<LoadMetrics>> all = List.copyOf(rounds.values());
        return ratio(all.get(all.size() - 1), metric);
    }

    private double ratio(List<LoadMetrics> candidate, ToDoubleFunction<LoadMetrics> metric) {
        List<LoadMetrics> first = rounds.values().iterator().next();
        double[] ratios = new double[first.size()];
        for (int round = 0; round < ratios.length; round++) {
            ratios[round] = metric.applyAsDouble(candidate.get(round)) / metric.applyAsDouble(first.get(round));
        }
        return LoadMetrics.median(ratios);
    }

    /**
     * Returns a table with one line for each candidate: the medians of its rounds, and the ratio of its throughput
     * to the baseline's.
     */
    @Override
    public String toString() {
        return rounds.entrySet().stream()
                .map(entry -> {
                    LoadMetrics f = LoadMetrics.medians(entry.getValue());
                    return String.format(
                            Locale.ROOT,
                            "%-32s %-20s %8.0f/s %5.2fx  p50 %6.0f  p99 %6.0f us  client %5.1f  server %4.1f us/call",
                            profile,
                            entry.getKey(),
                            f.perSecond(),
                            ratio(entry.getValue(), LoadMetrics::perSecond),
                            f.p50(),
                            f.p99(),
                            f.clientCpu(),
                            f.serverCpu());
                })
                .collect(Collectors.joining("\n"));
    }
}
