package io.redoubt.cache;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Results of reading several entries together, in the requested order.
 *
 * @param regionVersion null if there is none, or if the store did not answer
 */
record ReadResults<V>(List<ReadResult<V>> results, @Nullable InvalidationVersion regionVersion) {}
