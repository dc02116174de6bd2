package io.redoubt.benchmarks.nearhit;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Markdown table of benchmark results: for each cache, the median time of a hit and its ratio to plain Caffeine. */
record HitTable(List<List<HitMeasurement>> rounds) {

    /** Returns the rows of the candidates with this bound, in the order of the enum. */
    String text(int maxEntries) {
        StringBuilder text = new StringBuilder("| hit | ns of CPU time (lowest to highest round) | of plain Caffeine"
                + " | ns of any time | bytes allocated | server commands |\n|---|---|---|---|---|---|\n");
        for (Candidate candidate : Candidate.values()) {
            List<HitMeasurement> measured = rounds.stream()
                    .flatMap(List::stream)
                    .filter(each -> each.candidate() == candidate && each.maxEntries() == maxEntries)
                    .toList();
            if (!measured.isEmpty()) {
                text.append(row(candidate, measured));
            }
        }
        return text.toString();
    }

    private String row(Candidate candidate, List<HitMeasurement> measured) {
        return String.format(
                Locale.ROOT,
                "| %s | %.0f (%.0f to %.0f) | %.2f | %.0f | %.0f | %d |%n",
                candidate.title(),
                median(measured, HitMeasurement::cpuNanos),
                measured.stream().mapToDouble(HitMeasurement::cpuNanos).min().orElse(0),
                measured.stream().mapToDouble(HitMeasurement::cpuNanos).max().orElse(0),
                median(measured, this::ratio),
                median(measured, HitMeasurement::nanos),
                median(measured, HitMeasurement::bytes),
                measured.stream().mapToLong(HitMeasurement::commands).max().orElse(0));
    }

    private double ratio(HitMeasurement measured) {
        List<HitMeasurement> round = rounds.stream()
                .filter(each -> each.contains(measured))
                .findFirst()
                .orElseThrow();
        return measured.cpuNanos()
                / round.stream()
                        .filter(each ->
                                each.candidate() == Candidate.CAFFEINE && each.maxEntries() == measured.maxEntries())
                        .findFirst()
                        .orElseThrow()
                        .cpuNanos();
    }

    private static double median(List<HitMeasurement> measured, ToDoubleFunction<HitMeasurement> figure) {
        List<Double> sorted = measured.stream()
                .map(figure::applyAsDouble)
                .sorted(Comparator.naturalOrder())
                .toList();
        return sorted.get(sorted.size() / 2);
    }
}
