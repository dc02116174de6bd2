package io.redoubt.cache;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a region read of several entries together, in their order.
 *
 * @param guard null where there is none, or the store did not answer
 */
record ReadResults<V>(List<ReadResult<V>> results, @Nullable InvalidationVersion regionVersion) {}
