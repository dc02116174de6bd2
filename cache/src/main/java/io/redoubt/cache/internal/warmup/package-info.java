/**
 * Warm-up of regions before their values are requested, and the statistics of their hottest keys.
 */
@NullMarked
package io.redoubt.cache.internal.warmup;

import org.jspecify.annotations.NullMarked;
