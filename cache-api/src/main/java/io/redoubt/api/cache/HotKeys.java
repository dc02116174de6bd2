package io.redoubt.api.cache;

import java.util.List;

/**
 * The keys of a region that this process uses most, by the Space-Saving algorithm (Metwally, Agrawal, El Abbadi, "Efficient
 * Computation of Frequent and Top-k Elements in Data Streams", ICDT 2005): whatever takes more than a thousandth of all is
 * among them, at bounded memory. Reads are sampled, one in eight. Immutable.
 *
 * @param byReads the keys read most, the first one most of all
 * @param byLoadCost the keys whose loads took the most time in all, in nanoseconds
 */
public record HotKeys(List<HotKey> byReads, List<HotKey> byLoadCost) {

    /** How many keys are watched, at most. */
    public static final int MOST = 1_000;

    public HotKeys {
        byReads = List.copyOf(byReads);
        byLoadCost = List.copyOf(byLoadCost);
    }
}
