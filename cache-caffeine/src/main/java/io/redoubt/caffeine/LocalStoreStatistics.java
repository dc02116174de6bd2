package io.redoubt.caffeine;

/**
 * Statistics of a {@link LocalStore}: number and weight of the entries, and how many entries were evicted or
 * expired. Immutable.
 *
 * @param entries number of entries
 * @param weight total weight of the entries
 * @param maximumWeight largest total weight allowed
 * @param evicted number of entries evicted so far to stay within that weight
 * @param expired number of entries expired so far by their time to live
 */
public record LocalStoreStatistics(long entries, long weight, long maximumWeight, long evicted, long expired) {}
