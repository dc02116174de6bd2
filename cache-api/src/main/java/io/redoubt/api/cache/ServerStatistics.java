package io.redoubt.api.cache;

/**
 * What the servers say about themselves, all masters together, other applications' share included; of the embedded store,
 * what it holds. Immutable.
 *
 * @param masters how many servers were asked; 1 for the embedded store
 * @param keys keys in all databases; some may have expired already
 * @param usedBytes memory in use; of the embedded store, an estimate
 * @param maxBytes the most memory that may be used; 0 where a server has no limit
 * @param evictedKeys keys that were dropped for want of memory, since the servers were started
 * @param expiredKeys keys whose time to live ended, since the servers were started
 */
public record ServerStatistics(
        int masters, long keys, long usedBytes, long maxBytes, long evictedKeys, long expiredKeys) {}
