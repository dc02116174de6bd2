package io.redoubt.api.cache;

import java.util.List;

/**
 * Report of a cache region's hot keys in this process: the most-read keys, and the keys with the longest total load
 * times. Immutable.
 *
 * <p>The keys are found by the Space-Saving algorithm (Metwally, Agrawal, El Abbadi, "Efficient Computation of
 * Frequent and Top-k Elements in Data Streams", ICDT 2005): every key with more than a thousandth of the total is
 * among them, at bounded memory. Reads are sampled: one in eight, and one in 512 of those that a near cache answers.
 *
 * @param byReads the keys with the most reads, in descending order
 * @param byLoadCost the keys whose loads took the most time in total, in nanoseconds
 */
public record HotKeys(List<HotKey> byReads, List<HotKey> byLoadCost) {

    /** Maximum number of keys that are tracked. */
    public static final int MAX = 1_000;

    public HotKeys {
        byReads = List.copyOf(byReads);
        byLoadCost = List.copyOf(byLoadCost);
    }
}
