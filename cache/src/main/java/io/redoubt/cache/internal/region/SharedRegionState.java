package io.redoubt.cache.internal.region;

/**
 * State that all cache region objects of the same name share in one process: entries, tag versions and failed
 * invalidations. Thread-safe.
 */
record SharedRegionState(EntryStore entries, TagVersionCache versions, InvalidationRetryQueue retryQueue) {}
