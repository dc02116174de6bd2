package io.redoubt.cache.internal.near;

import io.redoubt.caffeine.ChangeRecords;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Logical clock that records the last known change of each key and each tag, so that a near cache recognizes outdated
 * values. What was read after a time, and has not changed since that time, is current. Entries share records by
 * their hashes, so an unchanged entry may count as changed, but never the other way round. Thread-safe; never blocks.
 */
public final class ChangeClock {

    private final AtomicLong time = new AtomicLong(1);
    private final ChangeRecords changes = new ChangeRecords();
    private final AtomicLong lastChangeOfAll = new AtomicLong();
    private final AtomicLong lastChangeOfVersions = new AtomicLong();
    private final AtomicLong lastClear = new AtomicLong();
    private final ChangeRecords invalidatedTags = new ChangeRecords();

    /** Returns the current time. Taken before the store is read. */
    public long now() {
        return time.get();
    }

    /** Records that an entry, or the value of a key, was changed. */
    public void entryChanged(String entry) {
        changes.changed(entry, time.incrementAndGet());
    }

    /** Records that anything may have changed. */
    public void allChanged() {
        lastChangeOfAll.accumulateAndGet(time.incrementAndGet(), Math::max);
    }

    /** Records that the version of the region, or of a tag, was changed. */
    public void versionsChanged() {
        lastChangeOfVersions.accumulateAndGet(time.incrementAndGet(), Math::max);
    }

    /** Records that a tag was invalidated, besides {@link #versionsChanged()}. */
    public void tagInvalidated(String tag) {
        invalidatedTags.changed(tag, time.incrementAndGet());
    }

    /** Records that the region was cleared, besides {@link #versionsChanged()}. */
    public void cleared() {
        lastClear.accumulateAndGet(time.incrementAndGet(), Math::max);
    }

    /** Returns whether neither the region nor one of these tags is known to have been invalidated since a time. */
    public boolean areNotInvalidatedSince(Collection<String> tags, long since) {
        return lastClear.get() <= since && tags.stream().allMatch(tag -> invalidatedTags.isUnchangedSince(tag, since));
    }

    /** Returns whether an entry has not changed since a time. */
    public boolean isUnchangedSince(String entry, long since) {
        return changes.isUnchangedSince(entry, since) && lastChangeOfAll.get() <= since;
    }

    /** Returns whether no version of the region or of a tag has changed since a time. */
    public boolean areVersionsUnchangedSince(long since) {
        return lastChangeOfVersions.get() <= since && lastChangeOfAll.get() <= since;
    }
}
