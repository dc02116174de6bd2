package io.redoubt.cache;

/**
 * What all regions of one name share in this process: where their entries are, what is known of their stamps, and which
 * invalidations have not reached the store yet. Thread-safe.
 */
record SharedRegionState(RegionStore store, InvalidationVersionCache versionCache, InvalidationRetryQueue retryQueue) {}
