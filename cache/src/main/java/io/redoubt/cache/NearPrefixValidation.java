package io.redoubt.cache;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.KeyValidation;
import io.redoubt.api.cache.NearCacheSettings;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Utility class that validates near cache settings for key prefixes: number and overlap of the prefixes, and
 * unsupported options.
 */
final class NearPrefixValidation {

    private NearPrefixValidation() {}

    /**
     * Returns an immutable copy of these settings.
     *
     * @throws InvalidInputException naming the prefix and what is wrong with it
     */
    static Map<String, NearCacheSettings> validated(Map<String, NearCacheSettings> byPrefix) {
        if (byPrefix.size() > CacheSettings.MAX_NEAR_PREFIXES) {
            throw new InvalidInputException("at most " + CacheSettings.MAX_NEAR_PREFIXES
                    + " key prefixes can have near caches, but there are " + byPrefix.size()
                    + ": use fewer, shorter prefixes");
        }
        byPrefix.forEach((prefix, settings) -> requireValid(prefix, settings));
        List<String> sorted = byPrefix.keySet().stream().sorted().toList();
        for (int i = 1; i < sorted.size(); i++) {
            // What begins with a prefix comes after it, and nothing else comes in between.
            if (sorted.get(i).startsWith(sorted.get(i - 1))) {
                throw new InvalidInputException("the key prefixes '" + sorted.get(i - 1) + "' and '" + sorted.get(i)
                        + "' of near caches overlap, and a key has one near cache: keep one of them");
            }
        }
        return Collections.unmodifiableMap(new LinkedHashMap<>(byPrefix));
    }

    private static void requireValid(String prefix, NearCacheSettings settings) {
        KeyValidation.required("key prefix of a near cache", prefix);
        if (!settings.serveWhileDown().isZero()) {
            throw new InvalidInputException("the near cache of the key prefix '" + prefix
                    + "' has serveWhileDown, which is for regions: a value under a key cannot be marked as outdated");
        }
    }
}
