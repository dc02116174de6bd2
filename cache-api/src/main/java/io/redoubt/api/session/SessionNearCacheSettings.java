package io.redoubt.api.session;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.RangeValidation;
import java.time.Duration;

/**
 * Settings of the near cache of sessions, which keeps copies of sessions in this process: how many, and for how long.
 * Immutable, thread-safe.
 *
 * @param maxEntries largest number of copies, 1 to {@value #MAX_ENTRIES}; beyond it, those least likely to be used
 *     again are dropped. A session of more than {@value #MAX_ENTRY_BYTES} bytes is read from Redis each time, so that
 *     copies need at most this number times that size
 * @param maxAge how long a copy is used after its session was read from Redis, 1 ms to 1 minute. It bounds how long a
 *     copy may be outdated if everything else fails
 */
public record SessionNearCacheSettings(int maxEntries, Duration maxAge) {

    /** Maximum number of copies that can be set. */
    public static final int MAX_ENTRIES = 1_000_000;

    /**
     * Maximum size of a session of which a copy is kept, in bytes: 64 KiB. An estimate of its memory: 1 KiB, its
     * metadata and encoded attributes, and 128 bytes for each of these.
     */
    public static final int MAX_ENTRY_BYTES = 64 * 1024;

    /** Maximum age of a copy unless set otherwise: 10 seconds. */
    public static final Duration DEFAULT_MAX_AGE = Duration.ofSeconds(10);

    private static final Duration SHORTEST_AGE = Duration.ofMillis(1);
    private static final Duration LONGEST_AGE = Duration.ofMinutes(1);

    /**
     * Validates the settings.
     *
     * @throws InvalidInputException with the invalid setting and the allowed range
     */
    public SessionNearCacheSettings {
        RangeValidation.required("maxEntries of the near cache of sessions", maxEntries, 1, MAX_ENTRIES);
        RangeValidation.required("maxAge of the near cache of sessions", maxAge, SHORTEST_AGE, LONGEST_AGE);
    }

    /** Returns settings with a maximum number of copies, and the default age. */
    public static SessionNearCacheSettings maxEntries(int maxEntries) {
        return new SessionNearCacheSettings(maxEntries, DEFAULT_MAX_AGE);
    }

    /** Returns a copy with another maximum age. */
    public SessionNearCacheSettings maxAge(Duration age) {
        return new SessionNearCacheSettings(maxEntries, age);
    }
}
