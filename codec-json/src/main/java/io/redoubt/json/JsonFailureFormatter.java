package io.redoubt.json;

import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.exc.MismatchedInputException;

/**
 * Utility class that describes why a value could not be written or read as JSON, without revealing the value. The text,
 * which is also logged, says what is wrong with which class, and where in the JSON. Stateless.
 */
final class JsonFailureFormatter {

    /** Maximum number of parts of a path, the last ones, in a message. */
    private static final int MAX_PATH = 10;

    private JsonFailureFormatter() {}

    static String of(Throwable failure) {
        if (failure instanceof InvalidDefinitionException definition) {
            return definition.getOriginalMessage(); // about classes only
        }
        if (!(failure instanceof JacksonException known)) {
            return failure.getClass().getName();
        }
        Throwable cause = known.getCause();
        String kind = known.getClass().getSimpleName()
                + (cause == null ? "" : " by " + cause.getClass().getName());
        String type = known instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null
                ? " of a " + mismatch.getTargetType().getName()
                : "";
        return kind + type + place(known);
    }

    private static String place(JacksonException failure) {
        StringBuilder place = new StringBuilder();
        List<JacksonException.Reference> path = failure.getPath();
        if (path.size() > MAX_PATH) {
            place.append("...");
        }
        for (JacksonException.Reference reference : path.subList(Math.max(0, path.size() - MAX_PATH), path.size())) {
            Object from = reference.from();
            boolean key = from instanceof Map<?, ?> || (from instanceof Class<?> c && Map.class.isAssignableFrom(c));
            // Names of properties belong to the class, keys of maps to the value.
            if (reference.getPropertyName() == null) {
                place.append('[').append(reference.getIndex()).append(']');
            } else {
                place.append(key ? "[key]" : "." + reference.getPropertyName());
            }
        }
        TokenStreamLocation location = failure.getLocation();
        boolean located = location != null && location.getLineNr() > 0;
        return (place.isEmpty() ? "" : " at " + place)
                + (located ? " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")" : "");
    }
}
