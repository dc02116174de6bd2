package io.redoubt.redis.core;

import io.redoubt.api.InvalidInputException;
import java.util.regex.Pattern;

/**
 * What stands before every key of one application, so that several can share a server. Immutable, thread-safe.
 *
 * <p>Two different prefixes never share a key: a prefix ends with a colon, and none of its parts is the name of a
 * {@link KeyKind}, so that the first such part of a physical key is where the prefix ends.
 *
 * @param text empty, or parts of letters, digits and {@code . _ -}, each followed by a colon
 */
public record KeyPrefix(String text) {

    /** The longest prefix, its last colon included. */
    public static final int MAX_LENGTH = 128;

    private static final Pattern PARTS = Pattern.compile("([A-Za-z0-9._-]+:)+");

    /**
     * Checks a prefix, and adds the last colon where it is missing.
     *
     * @throws InvalidInputException naming what is wrong and what is allowed
     */
    public KeyPrefix {
        if (!text.isEmpty()) {
            text = text.endsWith(":") ? text : text + ":";
            if (!PARTS.matcher(text).matches() || text.length() > MAX_LENGTH) {
                throw new InvalidInputException("bad key prefix '" + text + "': use letters, digits and . _ -, in parts"
                        + " separated by ':', up to " + MAX_LENGTH + " characters (like aeturnis:prod)");
            }
            for (String part : text.split(":", -1)) {
                if (KeyKind.segments().contains(part)) {
                    throw new InvalidInputException("bad key prefix '" + text + "': no part of it may be one of "
                            + KeyKind.segments() + ", which begin the keys behind it");
                }
            }
        }
    }

    /** The prefix of an application that has the server for itself. */
    public static KeyPrefix none() {
        return new KeyPrefix("");
    }

    /** The keys of one kind under this prefix. */
    public KeySpace space(KeyKind kind) {
        return new KeySpace(text + kind.segment() + ":");
    }
}
