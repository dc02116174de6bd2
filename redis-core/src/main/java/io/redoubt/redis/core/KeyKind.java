package io.redoubt.redis.core;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Kind of data stored under a Redis key, such as cache, session or lock. The name of the kind follows the application's
 * prefix in the key. Each kind is owned by one feature.
 */
public enum KeyKind {
    /** Values of the cache store. */
    CACHE,
    /** Entries of regions. */
    REGION,
    /** Sessions and their indexes. */
    SESSION,
    /** State of rate limits. */
    RATELIMIT,
    /** Locks and their fencing counters. */
    LOCK,
    /** Streams of write-behind. */
    BEHIND,
    /** Channels of topics, which store nothing. */
    TOPIC;

    /** Returns the segment that represents this kind in a key. */
    public String segment() {
        return name().toLowerCase(Locale.ROOT);
    }

    static List<String> segments() {
        return Arrays.stream(values()).map(KeyKind::segment).toList();
    }
}
