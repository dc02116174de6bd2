package io.redoubt.redis.core;

import io.redoubt.api.InvalidInputException;
import java.util.regex.Pattern;

/**
 * Common beginning of all Redis keys of one application, which lets several applications share a server. Immutable,
 * thread-safe.
 *
 * <p>Applications with different prefixes never share a key: a prefix ends with a colon, and none of its segments
 * is the name of a {@link KeyKind}, so the first such segment of a physical key marks the end of the prefix.
 *
 * @param text empty, or segments of letters, digits and {@code . _ -}, each followed by a colon
 */
public record KeyPrefix(String text) {

    /** Maximum length of a prefix in characters, including its last colon. */
    public static final int MAX_LENGTH = 128;

    private static final Pattern PARTS = Pattern.compile("([A-Za-z0-9._-]+:)+");

    /**
     * Validates a prefix, and appends the last colon if it is missing.
     *
     * @throws InvalidInputException with a message that says what is wrong and what is allowed
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

    /** Returns the empty prefix, for an application that does not share its server. */
    public static KeyPrefix none() {
        return new KeyPrefix("");
    }

    /**
     * Returns the Pub/Sub channel on which processes tell each other of changes of all keys of one kind. No key, and no
     * channel of a topic, has this name.
     */
    public String changeChannel(KeyKind kind) {
        return text + kind.segment() + "!:changes";
    }

    /** Returns the key space of one kind of keys under this prefix. */
    public KeySpace space(KeyKind kind) {
        return new KeySpace(text + kind.segment() + ":");
    }
}
