package io.redoubt.cache.internal.region;

/**
 * Group of components that all cache region objects of the same name share within a process: entry store, tag version
 * cache and invalidation retry queue. Thread-safe.
 */
record SharedRegionState(EntryStore entries, TagVersionCache versions, InvalidationRetryQueue retryQueue) {}
