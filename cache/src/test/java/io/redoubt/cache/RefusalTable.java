package io.redoubt.cache;

import io.redoubt.api.cache.LoadedValue.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table of refusals in {@code docs/failure-modes.md}: for each error code the exception of an operation, and the
 * origin of a value that a region loads nevertheless.
 */
record RefusalTable(Map<String, Row> rows) {

    private static final Path DOCUMENT = Path.of("..", "docs", "failure-modes.md");
    private static final Pattern LINE = Pattern.compile("\\| (`.*) \\| `(\\w+)` \\| `(\\w+)` \\|");
    private static final Pattern CODE = Pattern.compile("`(\\w+)`");

    /** What the document says about one code. */
    record Row(String exception, Origin origin) {}

    static RefusalTable read() {
        Map<String, Row> rows = new LinkedHashMap<>();
        boolean within = false;
        for (String line : lines()) {
            within = line.equals("<!-- refusals:begin -->") || (within && !line.equals("<!-- refusals:end -->"));
            Matcher row = LINE.matcher(line);
            if (within && row.matches()) {
                CODE.matcher(row.group(1))
                        .results()
                        .forEach(code -> rows.put(code.group(1), new Row(row.group(2), Origin.valueOf(row.group(3)))));
            }
        }
        return new RefusalTable(rows);
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(DOCUMENT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Row row(String code) {
        Row row = rows.get(code);
        if (row == null) {
            throw new AssertionError(DOCUMENT + " does not say what happens after " + code);
        }
        return row;
    }
}
