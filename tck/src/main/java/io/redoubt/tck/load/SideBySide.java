package io.redoubt.tck.load;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What a comparison has shown: by candidate, in the order of its rounds. Rounds of the same number ran one after the other.
 *
 * @param crowd who called
 * @param rounds the figures of each candidate; the first one is what the others are compared with, the last one is ours
 */
public record SideBySide(Crowd crowd, Map<String, List<Figures>> rounds) {

    /** How often ours is so much of the first candidate's: the median of the rounds' ratios. */
    public double ratio(ToDoubleFunction<Figures> figure) {
        List<List<Figures>> all = List.copyOf(rounds.values());
        return ratio(all.get(all.size() - 1), figure);
    }

    private double ratio(List<Figures> candidate, ToDoubleFunction<Figures> figure) {
        List<Figures> first = rounds.values().iterator().next();
        double[] ratios = new double[first.size()];
        for (int round = 0; round < ratios.length; round++) {
            ratios[round] = figure.applyAsDouble(candidate.get(round)) / figure.applyAsDouble(first.get(round));
        }
        return Figures.median(ratios);
    }

    /** A table, one line a candidate: medians of the rounds, and how often as many calls as the first one had. */
    @Override
    public String toString() {
        return rounds.entrySet().stream()
                .map(entry -> {
                    Figures f = Figures.medians(entry.getValue());
                    return String.format(
                            Locale.ROOT,
                            "%-32s %-20s %8.0f/s %5.2fx  p50 %6.0f  p99 %6.0f us  client %5.1f  server %4.1f us/call",
                            crowd,
                            entry.getKey(),
                            f.perSecond(),
                            ratio(entry.getValue(), Figures::perSecond),
                            f.p50(),
                            f.p99(),
                            f.clientCpu(),
                            f.serverCpu());
                })
                .collect(Collectors.joining("\n"));
    }
}
