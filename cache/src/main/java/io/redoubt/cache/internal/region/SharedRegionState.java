package io.redoubt.cache.internal.region;

/**
 * State shared by all regions of one name in this process: entry store, tag versions and failed invalidations.
 * Thread-safe.
 */
record SharedRegionState(EntryStore entries, TagVersionCache versions, InvalidationRetryQueue retryQueue) {}
