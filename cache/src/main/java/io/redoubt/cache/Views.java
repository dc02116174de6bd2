package io.redoubt.cache;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a region read of several entries together, in their order.
 *
 * @param guard null where there is none, or the store did not answer
 */
record Views<V>(List<View<V>> views, @Nullable Stamp guard) {}
