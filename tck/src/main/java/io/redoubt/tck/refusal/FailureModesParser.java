package io.redoubt.tck.refusal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Parser for the Markdown tables in the documentation page {@code docs/failure-modes.md}. */
final class FailureModesParser {

    static final Path DOCUMENT = Path.of("..", "docs", "failure-modes.md");

    private static final Pattern WORD = Pattern.compile("`([^`]+)`");

    private FailureModesParser() {}

    /** Returns the cells of a table between two markers by row, with the heading and without the line below it. */
    static List<List<String>> read(String marker) {
        List<String> lines;
        try {
            lines = Files.readAllLines(DOCUMENT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int begin = lines.indexOf("<!-- " + marker + ":begin -->");
        int end = lines.indexOf("<!-- " + marker + ":end -->");
        if (begin < 0 || end < begin) {
            throw new AssertionError(DOCUMENT + " has no table between the markers of " + marker);
        }
        return lines.subList(begin + 1, end).stream()
                .filter(line -> !line.startsWith("|---"))
                .map(line -> Arrays.stream(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    /** Returns the words of a cell that are written as code. */
    static List<String> words(String cell) {
        return WORD.matcher(cell)
                .results()
                .map((MatchResult word) -> word.group(1))
                .toList();
    }

    /** Returns the text of a cell without the marks of code. */
    static String text(String cell) {
        return cell.replace("`", "");
    }
}
