package io.redoubt.cache.internal.region;

import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Logical clock that records when each entry and tag of a cache region last changed, as far as this process knows. What
 * was read after a time, and has not changed since that time, is current. Entries share records by their hashes, so an
 * unchanged entry may count as changed, but never the other way round. Thread-safe; never blocks.
 */
final class ChangeClock {

    /** Number of records. More of them make it rarer that the change of one entry counts for another. */
    static final int RECORDS = 1 << 12;

    private final AtomicLong time = new AtomicLong(1);
    private final AtomicLongArray changes = new AtomicLongArray(RECORDS);
    private final AtomicLong lastChangeOfAll = new AtomicLong();
    private final AtomicLong lastChangeOfVersions = new AtomicLong();
    private final AtomicLong lastClear = new AtomicLong();
    private final AtomicLongArray invalidatedTags = new AtomicLongArray(RECORDS);

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

    /** Records that a tag was invalidated, besides {@link #versionsChanged()}. */
    void tagInvalidated(String tag) {
        invalidatedTags.accumulateAndGet(recordOf(tag), time.incrementAndGet(), Math::max);
    }

    /** Records that the region was cleared, besides {@link #versionsChanged()}. */
    void cleared() {
        lastClear.accumulateAndGet(time.incrementAndGet(), Math::max);
    }

    /** Returns whether neither the region nor one of these tags is known to have been invalidated since a time. */
    boolean areNotInvalidatedSince(Collection<String> tags, long since) {
        return lastClear.get() <= since && tags.stream().allMatch(tag -> invalidatedTags.get(recordOf(tag)) <= since);
    }

    /** Returns whether an entry has not changed since a time. */
    boolean isUnchangedSince(String entry, long since) {
        return changes.get(recordOf(entry)) <= since && lastChangeOfAll.get() <= since;
    }

    /** Returns whether no version of the region or of a tag has changed since a time. */
    boolean areVersionsUnchangedSince(long since) {
        return lastChangeOfVersions.get() <= since && lastChangeOfAll.get() <= since;
    }

    private static int recordOf(String name) {
        int hash = name.hashCode();
        return (hash ^ (hash >>> 16)) & (RECORDS - 1);
    }
}
