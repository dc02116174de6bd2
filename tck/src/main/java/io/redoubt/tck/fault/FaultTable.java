package io.redoubt.tck.fault;

import io.redoubt.redis.core.driver.Topology.Mode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Table of fault test results in a documentation page, with one row for each fault and driver. Immutable. The tests of
 * each driver replace the rows of that driver.
 */
record FaultTable(List<Row> rows) {

    private static final String BEGIN = "<!-- faults:begin -->\n";
    private static final String END = "<!-- faults:end -->";
    private static final List<String> HEAD = List.of(
            "fault",
            "mode",
            "driver",
            "always",
            "by chance",
            "late, ms",
            "writes",
            "reads",
            "answers after, ms",
            "tells after, ms");

    /** Row with its cells in the order of the columns. */
    record Row(
            String fault,
            String mode,
            String driver,
            Set<String> always,
            Set<String> byChance,
            long overrunMillis,
            int writes,
            int reads,
            long recoveryMillis,
            long trackingRecoveryMillis) {

        static Row of(FaultReport report) {
            Fault fault = report.fault();
            return new Row(
                    fault.name(),
                    word(fault.mode()),
                    report.driver(),
                    words(fault.always(), report.outcomes().keySet()),
                    words(fault.sometimes(), report.outcomes().keySet()),
                    Math.max(0, report.worst().minus(CallerTask.DEADLINE).toMillis()),
                    report.maxWrites(),
                    report.maxReads(),
                    report.recovery().toMillis(),
                    report.armedAfter().toMillis());
        }

        private static Row parsed(String line) {
            List<String> cells =
                    Arrays.stream(line.split("\\|")).map(String::strip).toList();
            return new Row(
                    cells.get(1),
                    cells.get(2),
                    cells.get(3),
                    split(cells.get(4)),
                    split(cells.get(5)),
                    Long.parseLong(cells.get(6)),
                    Integer.parseInt(cells.get(7)),
                    Integer.parseInt(cells.get(8)),
                    Long.parseLong(cells.get(9)),
                    Long.parseLong(cells.get(10)));
        }

        private static Set<String> words(Set<CallOutcome> documented, Set<CallOutcome> seen) {
            return documented.stream()
                    .filter(seen::contains)
                    .map(CallOutcome::label)
                    .collect(Collectors.toSet());
        }

        private static Set<String> split(String cell) {
            return Arrays.stream(cell.split(","))
                    .map(String::strip)
                    .filter(word -> !word.isEmpty())
                    .collect(Collectors.toSet());
        }

        boolean isOf(Fault other) {
            return fault.equals(other.name()) && mode.equals(word(other.mode()));
        }

        private boolean sameAs(Row other) {
            return fault.equals(other.fault) && mode.equals(other.mode) && driver.equals(other.driver);
        }

        private String line() {
            return FaultTable.line(Stream.of(
                            fault,
                            mode,
                            driver,
                            join(always),
                            join(byChance),
                            overrunMillis,
                            writes,
                            reads,
                            recoveryMillis,
                            trackingRecoveryMillis)
                    .map(String::valueOf)
                    .toList());
        }

        private static String join(Set<String> words) {
            return String.join(", ", new TreeSet<>(words));
        }
    }

    static FaultTable readFrom(Path document) {
        String text = read(document);
        return new FaultTable(text.substring(text.indexOf(BEGIN) + BEGIN.length(), text.indexOf(END))
                .lines()
                .skip(2)
                .map(Row::parsed)
                .toList());
    }

    /** Returns a table in which these reports replace older rows, without rows of faults that no longer exist. */
    FaultTable with(Collection<FaultReport> reports) {
        List<Row> fresh = reports.stream().map(Row::of).toList();
        List<Row> all = Stream.concat(
                        fresh.stream(),
                        rows.stream().filter(old -> fresh.stream().noneMatch(old::sameAs)))
                .sorted(Comparator.comparing(Row::driver))
                .toList();
        return new FaultTable(Arrays.stream(Mode.values())
                .flatMap(mode -> FaultCatalog.of(mode).stream())
                .flatMap(fault -> all.stream().filter(row -> row.isOf(fault)))
                .toList());
    }

    void writeTo(Path document) {
        String text = read(document);
        String table = Stream.concat(
                        Stream.of(line(HEAD), "|---".repeat(HEAD.size()) + "|"),
                        rows.stream().map(Row::line))
                .collect(Collectors.joining("\n", "", "\n"));
        String before = text.substring(0, text.indexOf(BEGIN) + BEGIN.length());
        try {
            Files.writeString(document, before + table + text.substring(text.indexOf(END)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path document) {
        try {
            String text = Files.readString(document);
            if (text.contains(BEGIN) && text.contains(END)) {
                return text;
            }
            throw new IllegalArgumentException("No markers of the table in " + document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(List<String> cells) {
        return String.join(" | ", cells).transform(line -> "| " + line + " |");
    }

    private static String word(Mode mode) {
        return mode.toString().toLowerCase(Locale.ROOT);
    }
}
