package io.redoubt.api.ratelimit;

import io.redoubt.api.InvalidInputException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who or what is limited. Immutable.
 *
 * @param kind what it is: {@code user}, {@code ip}; {@code [a-z][a-z0-9-]{0,31}}
 * @param id which one; any text of 1 to 512 characters, escaped in keys
 */
public record Subject(String kind, String id) {

    /** The longest id, in characters. */
    public static final int MAX_ID = 512;

    private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    public Subject {
        if (!KIND.matcher(kind).matches()) {
            throw new InvalidInputException("bad kind of rate limit subject '" + kind
                    + "': use 1 to 32 lower-case letters, digits and '-', a letter first");
        }
        check(kind, id);
    }

    private static void check(String kind, @Nullable String id) {
        if (id == null || id.isEmpty() || id.length() > MAX_ID) {
            throw new InvalidInputException("the id of rate limit subject '" + kind + "' must have 1 to " + MAX_ID
                    + " characters, but " + (id == null ? "is null" : "has " + id.length()));
        }
    }

    @Override
    public String toString() {
        // Ids of users and addresses do not belong into logs.
        return kind;
    }
}
