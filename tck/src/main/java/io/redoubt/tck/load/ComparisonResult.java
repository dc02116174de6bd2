package io.redoubt.tck.load;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What a comparison has shown: by candidate, in the order of its rounds. Rounds of the same number ran one after the other.
 *
 * @param profile who called
 * @param rounds the figures of each candidate; the first one is what the others are compared with, the last one is ours
 */
public record ComparisonResult(CallerProfile profile, Map<String, List<LoadMetrics>> rounds) {

    /** How often ours is so much of the first candidate's: the median of the rounds' ratios. */
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

    /** A table, one line a candidate: medians of the rounds, and how often as many calls as the first one had. */
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
