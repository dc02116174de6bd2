package io.redoubt.cache.internal.store;

import io.redoubt.api.cache.DeletionProgress;
import java.util.function.Consumer;

/** Operation that deletes all keys of a cache that match a glob pattern, implemented on Redis and in this process. */
interface PatternDeletion {

    /** Deletes matching keys. Reports progress after each batch, and returns how many were deleted. */
    long delete(KeyPattern pattern, Consumer<DeletionProgress> progress);
}
