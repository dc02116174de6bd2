package io.redoubt.cache.internal.region;

/**
 * State that all cache regions of the same name share in this process: entries, tag versions and failed invalidations.
 * Thread-safe.
 */
record SharedRegionState(EntryStore entries, TagVersionCache versions, InvalidationRetryQueue retryQueue) {}
