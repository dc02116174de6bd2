package io.redoubt.cache.internal.region;

/**
 * Group of components that a process shares among all its {@code Region} objects of the same name. These are the entry
 * store, the tag version cache and the invalidation retry queue. Thread-safe.
 */
record SharedRegionState(EntryStore entries, TagVersionCache versions, InvalidationRetryQueue retryQueue) {}
