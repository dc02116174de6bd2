package io.redoubt.cache.internal.region;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What programs other than the cache may do to the keys of a region: programs in other languages, operators,
 * eviction.
 */
interface ForeignClient {

    @Nullable
    String get(String key);

    /** Returns the remaining time to live; null if the key does not exist or does not expire. */
    @Nullable
    Duration left(String key);

    void set(String key, String text, Duration ttl);

    /** Removes the time to live of a key. A test that does so must delete the key itself. */
    void persist(String key);

    void delete(String key);
}
