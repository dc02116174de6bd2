/**
 * The cache: {@link io.redoubt.api.cache.CacheStore} and its regions, on Redis and in this process.
 *
 * <p>Written once, above a small port of encoded values that has the two implementations.
 */
@NullMarked
package io.redoubt.cache;

import org.jspecify.annotations.NullMarked;
