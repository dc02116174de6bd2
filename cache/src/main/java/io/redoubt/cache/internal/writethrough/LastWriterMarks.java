package io.redoubt.cache.internal.writethrough;

import org.jspecify.annotations.Nullable;

/**
 * Store that records which writer of a cache key began last, so that concurrent writers of that key detect each other.
 * A mark is the random token that identifies that writer. It is kept for an hour, longer than a write takes; a lost
 * mark costs one invalidation. Thread-safe.
 */
interface LastWriterMarks {

    /** Stores a mark for a key and replaces any other. */
    void put(String keyText, String mark);

    /** Removes the mark of a key, whose writer then knows of another. Needs no memory. */
    void remove(String keyText);

    /** Returns the key's current mark, or null if none is kept. */
    @Nullable
    String get(String keyText);
}
