package io.redoubt.cache;

/**
 * State that all region objects of one name share in this process: their store, the cache of invalidation
 * versions, and the queue of invalidations that have not reached the store. Thread-safe.
 */
record SharedRegionState(RegionStore store, InvalidationVersionCache versionCache, InvalidationRetryQueue retryQueue) {}
