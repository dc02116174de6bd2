/**
 * Entry point of the cache: creates a {@link io.redoubt.api.cache.CacheStore} on Redis or in this process. The packages
 * below {@code internal} are the implementation and may change at any time.
 */
@NullMarked
package io.redoubt.cache;

import org.jspecify.annotations.NullMarked;
