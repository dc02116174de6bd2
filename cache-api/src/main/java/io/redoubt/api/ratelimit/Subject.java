package io.redoubt.api.ratelimit;

import io.redoubt.api.InvalidInputException;
import java.util.regex.Pattern;

/**
 * Identity for which a rate limit counts calls, such as a user or an IP address. Immutable.
 *
 * @param kind kind of the subject, such as {@code user} or {@code ip}; {@code [a-z][a-z0-9-]{0,31}}
 * @param id id of the subject; any text of 1 to 512 characters, escaped in keys
 */
public record Subject(String kind, String id) {

    /** Maximum length of an id in characters. */
    public static final int MAX_ID = 512;

    private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    public Subject {
        if (!KIND.matcher(kind).matches()) {
            throw new InvalidInputException("bad kind of rate limit subject '" + kind
                    + "': use 1 to 32 lower-case letters, digits and '-', a letter first");
        }
        check(kind, id);
    }

    private static void check(String kind, String id) {
        if (id == null || id.isEmpty() || id.length() > MAX_ID) {
            throw new InvalidInputException("the id of rate limit subject '" + kind + "' must have 1 to " + MAX_ID
                    + " characters, but " + (id == null ? "is null" : "has " + id.length()));
        }
    }

    @Override
    public String toString() {
        // Ids of users and addresses must not appear in logs.
        return kind;
    }
}
