package io.redoubt.cache.internal.region;

import io.redoubt.cache.internal.near.ChangeMessage;
import io.redoubt.cache.internal.near.ChangePublisher;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Decorator of an {@link EntryStore} that reports every change of a cache entry, so that older copies in this process
 * are dropped. The report is made after the change was made or has failed, and before the call returns. So a read that
 * begins after a change by this process does not find an older value in a near cache. Changes that the application
 * makes are then published for other processes, those of loads are not: a copy of what was there before stays as valid
 * as it was. Thread-safe.
 */
final class ChangeReportingEntryStore implements EntryStore {

    private final EntryStore store;
    private final RegionChangeTracker tracker;
    private final ChangePublisher publisher;
    private final TagVersionStore versions;

    ChangeReportingEntryStore(EntryStore store, RegionChangeTracker tracker, ChangePublisher publisher) {
        this.store = store;
        this.tracker = tracker;
        this.publisher = publisher;
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
    public List<StoreResult> storeLoaded(List<ConditionalEntryWrite> writes) {
        List<String> entries = writes.stream().map(ConditionalEntryWrite::entry).toList();
        try {
            return store.storeLoaded(writes);
        } finally {
            tracker.entriesChanged(entries);
        }
    }

    @Override
    public StoreResult replace(ConditionalEntryWrite write) {
        ChangeMessage message = ChangeMessage.entries(List.of(write.entry()));
        boolean isAnswered = false;
        boolean isChanged = true;
        try {
            StoreResult result = storeLoaded(List.of(write)).get(0);
            isAnswered = !(result instanceof StoreResult.Failed);
            isChanged = !(result instanceof StoreResult.Superseded);
            return result;
        } finally {
            if (isChanged) {
                publish(message, isAnswered);
            }
        }
    }

    @Override
    public ChangeResult putAll(Map<String, EncodedEntry> values) {
        return change(values.keySet(), () -> store.putAll(values));
    }

    @Override
    public ChangeResult removeAll(Collection<String> entries) {
        return change(entries, () -> store.removeAll(entries));
    }

    @Override
    public void markStale(String entry, EntryVersion version, Duration grace) {
        List<String> entries = List.of(entry);
        var unused = change(entries, () -> {
            store.markStale(entry, version, grace);
            return new ChangeResult(1, Map.of());
        });
    }

    private ChangeResult change(Collection<String> entries, Supplier<ChangeResult> change) {
        ChangeMessage message = ChangeMessage.entries(entries); // first: nothing may fail between the change and this
        Runnable toTracker = () -> tracker.entriesChanged(entries);
        boolean isAnswered = false;
        try {
            ChangeResult result = change.get();
            isAnswered = result.failures().isEmpty() || result.failures().size() < entries.size();
            return result;
        } finally {
            report(toTracker, message, isAnswered);
        }
    }

    /** Reports a change to this process and then to the others, before the call that made it returns. */
    private void report(Runnable toTracker, ChangeMessage message, boolean isAnswered) {
        try {
            toTracker.run();
        } finally {
            publish(message, isAnswered);
        }
    }

    private void publish(ChangeMessage message, boolean isAnswered) {
        if (isAnswered) {
            publisher.publish(message);
        } else {
            publisher.publishLater(message);
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
            changeVersions(
                    () -> store.invalidateTags(tags, retention),
                    () -> tracker.tagsInvalidated(tags),
                    ChangeMessage.tags(tags));
        }

        @Override
        public void clear(Duration retention) {
            changeVersions(() -> store.clear(retention), tracker::cleared, ChangeMessage.CLEAR);
        }

        private void changeVersions(Runnable change, Runnable toTracker, ChangeMessage message) {
            boolean isAnswered = false;
            try {
                change.run();
                isAnswered = true;
            } finally {
                report(toTracker, message, isAnswered);
            }
        }
    }
}
