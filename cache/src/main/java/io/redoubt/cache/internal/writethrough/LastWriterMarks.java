package io.redoubt.cache.internal.writethrough;

import org.jspecify.annotations.Nullable;

/**
 * Storage interface for write-through marks: for each cache key, the random token of the most recently started write.
 * A mark is kept for an hour, longer than a write takes; a lost mark costs an invalidation. Thread-safe.
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
