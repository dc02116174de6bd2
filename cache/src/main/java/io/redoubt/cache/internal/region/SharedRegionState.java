package io.redoubt.cache.internal.region;

/**
 * State that all region objects of one name share in this process: their entries, their tag versions, and the
 * invalidations that have not reached the store yet. Thread-safe.
 */
record SharedRegionState(EntryStore entries, TagVersionCache versions, InvalidationRetryQueue retryQueue) {}
