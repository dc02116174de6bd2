package io.redoubt.cache.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.KeyValidation;
import io.redoubt.api.cache.CacheStore;

/**
 * Validated glob pattern, such as {@code user:*}, that selects the cache keys to be deleted. It does not contain the
 * key prefix that the cache adds in Redis. Immutable.
 */
record KeyPattern(String text, Glob glob) {

    private static final String SPECIAL = "*?[]^\\";

    /**
     * Validates and compiles a pattern.
     *
     * @throws InvalidInputException naming what is wrong and what is allowed
     */
    static KeyPattern of(String text) {
        KeyValidation.required("pattern", text);
        if (text.charAt(0) == '*' || text.charAt(0) == '?' || text.charAt(0) == '[') {
            throw new InvalidInputException("the pattern '" + text + "' begins with a wildcard: it must begin with at"
                    + " least one character that stands for itself, so that nobody deletes everything by accident");
        }
        long stars = text.chars().filter(c -> c == '*').count();
        if (stars > CacheStore.MAX_STARS) {
            throw new InvalidInputException("the pattern '" + text + "' has " + stars + " stars, and "
                    + CacheStore.MAX_STARS + " are allowed: each more multiplies what a server may have to try");
        }
        return new KeyPattern(text, Glob.parse(text.getBytes(UTF_8)));
    }

    /**
     * Returns the pattern for physical keys with this prefix, in which all special characters of the prefix are
     * escaped.
     */
    byte[] withPrefix(String start) {
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < start.length(); i++) {
            if (SPECIAL.indexOf(start.charAt(i)) >= 0) {
                pattern.append('\\');
            }
            pattern.append(start.charAt(i));
        }
        return pattern.append(text).toString().getBytes(UTF_8);
    }

    boolean matches(String key) {
        return glob.matches(key.getBytes(UTF_8));
    }
}
