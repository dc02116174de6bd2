package io.redoubt.cache.internal.region;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Logical clock that records when the entries of a region last changed, as far as this process knows. What was read
 * after a time, and has not changed since that time, is current. Entries share records by their hashes, so an unchanged
 * entry may count as changed, but never the other way round. Thread-safe; never blocks.
 */
final class ChangeClock {

    /** Number of records. More of them make it rarer that the change of one entry counts for another. */
    static final int RECORDS = 1 << 12;

    private final AtomicLong time = new AtomicLong(1);
    private final AtomicLongArray changes = new AtomicLongArray(RECORDS);
    private final AtomicLong lastChangeOfAll = new AtomicLong();
    private final AtomicLong lastChangeOfVersions = new AtomicLong();

    /** Returns the current time. Taken before the store is read. */
    long now() {
        return time.get();
    }

    void entryChanged(String entry) {
        changes.accumulateAndGet(recordOf(entry), time.incrementAndGet(), Math::max);
    }

    void allChanged() {
        lastChangeOfAll.accumulateAndGet(time.incrementAndGet(), Math::max);
    }

    void versionsChanged() {
        lastChangeOfVersions.accumulateAndGet(time.incrementAndGet(), Math::max);
    }

    /** Returns whether an entry has not changed since a time. */
    boolean isUnchangedSince(String entry, long since) {
        return changes.get(recordOf(entry)) <= since && lastChangeOfAll.get() <= since;
    }

    /** Returns whether no version of the region or of a tag is known to have changed since a time. */
    boolean areVersionsKnownUnchangedSince(long since) {
        return lastChangeOfVersions.get() <= since;
    }

    /** Returns whether no version of the region or of a tag has changed since a time. */
    boolean areVersionsUnchangedSince(long since) {
        return lastChangeOfVersions.get() <= since && lastChangeOfAll.get() <= since;
    }

    private static int recordOf(String entry) {
        int hash = entry.hashCode();
        return (hash ^ (hash >>> 16)) & (RECORDS - 1);
    }
}
