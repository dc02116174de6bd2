package io.redoubt.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What others may do to the keys of a region behind its back: programs in other languages, operators, eviction. */
interface ForeignClient {

    @Nullable
    String get(String key);

    /** Null where there is no such key, or where it has no end. */
    @Nullable
    Duration left(String key);

    void set(String key, String text, Duration ttl);

    /** Takes the end of a key away; whoever does that to a test removes the key before it ends. */
    void persist(String key);

    void delete(String key);
}
