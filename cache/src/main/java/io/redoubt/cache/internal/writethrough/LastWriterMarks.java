package io.redoubt.cache.internal.writethrough;

import org.jspecify.annotations.Nullable;

/**
 * Store that holds, for each cache key, the write-through call that began to write it most recently, so that concurrent
 * writers notice each other. The record, called mark, is the random token of the call. It is kept for an hour, longer
 * than a write takes; a lost one costs an invalidation. Thread-safe.
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
