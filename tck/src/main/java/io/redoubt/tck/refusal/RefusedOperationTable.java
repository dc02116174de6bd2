package io.redoubt.tck.refusal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Table from {@code docs/failure-modes.md} that lists what each operation does for each error code of Redis. It covers
 * the operations of sessions, rate limits and locks. The name of an operation is the text before the colon and one of
 * the words after it, such as {@code "locks: find"}.
 *
 * @param codes the error codes of each column; the last column is that of all others
 * @param rows the outcomes by operation, one for each column
 */
public record RefusedOperationTable(List<List<String>> codes, Map<String, List<String>> rows) {

    /** Reads the table. */
    public static RefusedOperationTable read() {
        List<List<String>> table = FailureModesParser.read("operations");
        List<List<String>> codes =
                table.get(0).stream().skip(1).map(FailureModesParser::words).toList();
        Map<String, List<String>> rows = new LinkedHashMap<>();
        for (List<String> cells : table.subList(1, table.size())) {
            List<String> outcomes =
                    cells.stream().skip(1).map(FailureModesParser::text).toList();
            int colon = cells.get(0).indexOf(':');
            String feature = FailureModesParser.text(cells.get(0).substring(0, colon));
            for (String operation : FailureModesParser.words(cells.get(0).substring(colon))) {
                if (rows.put(feature + ": " + operation, outcomes) != null) {
                    throw new AssertionError(FailureModesParser.DOCUMENT + " has two rows for " + operation);
                }
            }
        }
        return new RefusedOperationTable(codes, rows);
    }

    /** Returns the names of all operations. */
    public Set<String> operations() {
        return rows.keySet();
    }

    /** Returns the documented outcome of an operation that is refused with this code. */
    public String outcome(String operation, Refusal refusal) {
        List<String> outcomes = rows.get(operation);
        if (outcomes == null) {
            throw new AssertionError(
                    FailureModesParser.DOCUMENT + " does not say what a refusal means for " + operation);
        }
        for (int column = 0; column < codes.size() - 1; column++) {
            if (codes.get(column).contains(refusal.code())) {
                return outcomes.get(column);
            }
        }
        return outcomes.get(outcomes.size() - 1);
    }
}
