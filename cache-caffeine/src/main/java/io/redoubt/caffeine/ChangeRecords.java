package io.redoubt.caffeine;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Table of fixed size with the time of the last known change of each name, by which a near cache (a cache in this
 * process) recognizes values that are outdated. Names share records by their hashes, so an unchanged name may count as
 * changed, but never the other way round. Thread-safe; never blocks.
 */
public final class ChangeRecords {

    /** Number of records. More of them make it rarer that the change of one name counts for another. */
    private static final int RECORDS = 1 << 12;

    private final AtomicLongArray times = new AtomicLongArray(RECORDS);

    /**
     * Records that a name was changed.
     *
     * @param time the time of a clock that counts changes, advanced for this one; positive
     */
    public void changed(String name, long time) {
        times.accumulateAndGet(recordOf(name), time, Math::max);
    }

    /** Returns whether a name has not changed after a time of the same clock. */
    public boolean isUnchangedSince(String name, long time) {
        return times.get(recordOf(name)) <= time;
    }

    private static int recordOf(String name) {
        int hash = name.hashCode();
        return (hash ^ (hash >>> 16)) & (RECORDS - 1);
    }
}
