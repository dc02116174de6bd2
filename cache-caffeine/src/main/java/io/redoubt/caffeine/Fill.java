package io.redoubt.caffeine;

/**
 * How much a {@link LocalStore} holds at one moment. Immutable.
 *
 * @param entries how many
 * @param weight of all of them
 * @param maximumWeight the most there may be
 * @param evicted how many were dropped so far to stay within it
 * @param expired how many have ended so far by their time to live
 */
public record Fill(long entries, long weight, long maximumWeight, long evicted, long expired) {}
