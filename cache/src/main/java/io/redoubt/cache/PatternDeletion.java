package io.redoubt.cache;

import io.redoubt.api.cache.DeletionProgress;
import java.util.function.Consumer;

/** Deletes the keys that match a pattern, on Redis or in this process. */
interface PatternDeletion {

    /** Returns how many were deleted; tells the progress after each batch. */
    long delete(KeyPattern pattern, Consumer<DeletionProgress> progress);
}
