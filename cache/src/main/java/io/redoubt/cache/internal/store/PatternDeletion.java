package io.redoubt.cache.internal.store;

import io.redoubt.api.cache.DeletionProgress;
import java.util.function.Consumer;

/** Operation that deletes all cache keys that match a glob pattern, implemented on Redis and in memory. */
interface PatternDeletion {

    /** Deletes matching keys. Reports progress after each batch, and returns how many were deleted. */
    long delete(KeyPattern pattern, Consumer<DeletionProgress> progress);
}
