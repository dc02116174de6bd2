package io.redoubt.tck.refusal;

import io.redoubt.api.cache.LoadedValue.Origin;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Table from {@code docs/failure-modes.md} that lists, for each error code of Redis, the exception that an operation
 * throws. It also names the origin of a value that a region loads nevertheless.
 *
 * @param rows the rows by error code
 */
public record RefusalTable(Map<String, Row> rows) {

    /**
     * Documented outcome of one error code.
     *
     * @param exception the simple name of the exception of an operation
     * @param origin the origin of a value that a region loads
     */
    public record Row(String exception, Origin origin) {}

    /** Reads the table. */
    public static RefusalTable read() {
        Map<String, Row> rows = new LinkedHashMap<>();
        List<List<String>> table = FailureModesParser.read("refusals");
        for (List<String> cells : table.subList(1, table.size())) {
            Row row = new Row(
                    FailureModesParser.text(cells.get(1)), Origin.valueOf(FailureModesParser.text(cells.get(2))));
            FailureModesParser.words(cells.get(0)).forEach(code -> rows.put(code, row));
        }
        return new RefusalTable(rows);
    }

    /** Returns the row of an error code, which must be in the table. */
    public Row row(String code) {
        Row row = rows.get(code);
        if (row == null) {
            throw new AssertionError(FailureModesParser.DOCUMENT + " does not say what happens after " + code);
        }
        return row;
    }
}
