package io.redoubt.cache.internal.store;

import io.redoubt.api.cache.DeletionProgress;
import java.util.function.Consumer;

/** Operation that deletes the keys that match a pattern, on Redis or in this process. */
interface PatternDeletion {

    /** Deletes matching keys. Reports progress after each batch, and returns how many were deleted. */
    long delete(KeyPattern pattern, Consumer<DeletionProgress> progress);
}
