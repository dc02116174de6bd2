package io.redoubt.cache.internal.store;

import io.redoubt.api.cache.DeletionProgress;
import java.util.function.Consumer;

/** Interface of the operation that deletes all cache keys matching a glob pattern, on Redis or in memory. */
interface PatternDeletion {

    /** Deletes matching keys. Reports progress after each batch, and returns how many were deleted. */
    long delete(KeyPattern pattern, Consumer<DeletionProgress> progress);
}
