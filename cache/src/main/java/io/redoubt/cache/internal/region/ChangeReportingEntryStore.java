package io.redoubt.cache.internal.region;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decorator of an {@link EntryStore} that reports every change of a cache entry, so that older copies in this process
 * are dropped. The report is made after the change was made or has failed, and before the call returns. So a read that
 * begins after a change by this process does not find an older value in a near cache. Thread-safe.
 */
final class ChangeReportingEntryStore implements EntryStore {

    private final EntryStore store;
    private final RegionChangeTracker tracker;
    private final TagVersionStore versions;

    ChangeReportingEntryStore(EntryStore store, RegionChangeTracker tracker) {
        this.store = store;
        this.tracker = tracker;
        this.versions = new ReportingVersionStore(store.versions());
    }

    @Override
    public StoredEntries read(List<String> entries) {
        return store.read(entries);
    }

    @Override
    public List<StoredEntry> readEntries(List<String> entries, Detail detail) {
        return store.readEntries(entries, detail);
    }

    @Override
    public TagVersionStore versions() {
        return versions;
    }

    @Override
    public List<AcquireResult> acquire(List<AcquireRequest> acquisitions, Duration lease) {
        List<String> entries = acquisitions.stream().map(AcquireRequest::entry).toList();
        try {
            return store.acquire(acquisitions, lease);
        } finally {
            tracker.entriesChanged(entries);
        }
    }

    @Override
    public void release(Map<String, EntryVersion> held) {
        Set<String> entries = held.keySet(); // before, since there may be no memory for it afterwards
        try {
            store.release(held);
        } finally {
            tracker.entriesChanged(entries);
        }
    }

    @Override
    public List<StoreResult> storeLoaded(List<EntryWrite> writes) {
        List<String> entries = writes.stream().map(EntryWrite::entry).toList();
        try {
            return store.storeLoaded(writes);
        } finally {
            tracker.entriesChanged(entries);
        }
    }

    @Override
    public ChangeResult putAll(Map<String, EncodedEntry> values) {
        Set<String> entries = values.keySet();
        try {
            return store.putAll(values);
        } finally {
            tracker.entriesChanged(entries);
        }
    }

    @Override
    public ChangeResult removeAll(Collection<String> entries) {
        try {
            return store.removeAll(entries);
        } finally {
            tracker.entriesChanged(entries);
        }
    }

    @Override
    public void markStale(String entry, EntryVersion version, Duration grace) {
        List<String> entries = List.of(entry);
        try {
            store.markStale(entry, version, grace);
        } finally {
            tracker.entriesChanged(entries);
        }
    }

    @Override
    public boolean tryAcquireRefreshLease(String entry, EntryVersion owner, Duration lease, Duration longest) {
        return store.tryAcquireRefreshLease(entry, owner, lease, longest);
    }

    @Override
    public void updateRefreshLease(String entry, EntryVersion owner, Duration lease) {
        store.updateRefreshLease(entry, owner, lease);
    }

    /** Decorator of a {@link TagVersionStore} that reports each invalidation in the same way. */
    private final class ReportingVersionStore implements TagVersionStore {

        private final TagVersionStore store;

        ReportingVersionStore(TagVersionStore store) {
            this.store = store;
        }

        @Override
        public FoundVersions findVersions(Collection<String> tags) {
            return store.findVersions(tags);
        }

        @Override
        public Versions getOrCreateVersions(Collection<String> tags, Duration retention) {
            return store.getOrCreateVersions(tags, retention);
        }

        @Override
        public void invalidateTags(Collection<String> tags, Duration retention) {
            try {
                store.invalidateTags(tags, retention);
            } finally {
                tracker.tagsInvalidated(tags);
            }
        }

        @Override
        public void clear(Duration retention) {
            try {
                store.clear(retention);
            } finally {
                tracker.cleared();
            }
        }
    }
}
