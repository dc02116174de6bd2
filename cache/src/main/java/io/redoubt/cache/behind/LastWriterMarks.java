package io.redoubt.cache.behind;

import org.jspecify.annotations.Nullable;

/**
 * Who of several writers of a key began last. A mark is kept for an hour, longer than a write takes; one that is lost costs an
 * invalidation. Thread-safe.
 */
interface LastWriterMarks {

    /** Leaves a mark on a key, in place of any other. */
    void put(String keyText, String mark);

    /** The mark that was left last, if it is kept still. */
    @Nullable
    String get(String keyText);
}
