/**
 * Write-through ({@link io.redoubt.api.cache.WriteThrough}): writes of values to their source and then to their region.
 *
 * <p>A <b>mark</b> is a random value that a writer sets on a key, from which overlapping writers detect each other.
 */
@NullMarked
package io.redoubt.cache.internal.writethrough;

import org.jspecify.annotations.NullMarked;
