package io.redoubt.api.cache;

/**
 * Statistics of the Redis servers, summed over all masters: key count, memory use, evictions and expirations. They
 * include the share of other applications. For the embedded store, they describe its contents. Immutable.
 *
 * @param masters number of servers queried; 1 for the embedded store
 * @param keys number of keys in all databases; some may have expired already
 * @param usedBytes memory in use; an estimate for the embedded store
 * @param maxBytes maximum memory; 0 where a server has no limit
 * @param evictedKeys keys evicted for lack of memory since the servers were started
 * @param expiredKeys keys expired since the servers were started
 */
public record ServerStatistics(
        int masters, long keys, long usedBytes, long maxBytes, long evictedKeys, long expiredKeys) {}
