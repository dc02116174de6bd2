package io.redoubt.cache.internal.writethrough;

import org.jspecify.annotations.Nullable;

/**
 * Store that keeps a mark of the latest writer of each cache key, so that concurrent writers of a key detect each
 * other. A mark is the random token of the writer that began last. It is kept for an hour, longer than a write takes; a
 * lost mark costs one invalidation. Thread-safe.
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
