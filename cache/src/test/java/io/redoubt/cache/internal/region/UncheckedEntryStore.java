package io.redoubt.cache.internal.region;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Deliberately broken {@link EntryStore} that stores loaded values without checking the entry's content: the bug
 * that the race checker must find.
 */
record UncheckedEntryStore(EntryStore delegate) implements EntryStore {

    @Override
    public List<StoreResult> storeLoaded(List<ConditionalEntryWrite> writes) {
        writes.forEach(
                write -> delegate.putAll(Map.of(write.entry(), new EncodedEntry(write.envelope(), write.ttl()))));
        return writes.stream()
                .<StoreResult>map(write -> new StoreResult.Stored())
                .toList();
    }

    @Override
    public StoredEntries read(List<String> entries) {
        return delegate.read(entries);
    }

    @Override
    public List<StoredEntry> readEntries(List<String> entries, Detail detail) {
        return delegate.readEntries(entries, detail);
    }

    @Override
    public TagVersionStore versions() {
        return delegate.versions();
    }

    @Override
    public List<AcquireResult> acquire(List<AcquireRequest> acquisitions, Duration lease) {
        return delegate.acquire(acquisitions, lease);
    }

    @Override
    public void release(Map<String, EntryVersion> tokens) {
        delegate.release(tokens);
    }

    @Override
    public ChangeResult putAll(Map<String, EncodedEntry> values) {
        return delegate.putAll(values);
    }

    @Override
    public ChangeResult removeAll(Collection<String> entries) {
        return delegate.removeAll(entries);
    }

    @Override
    public void markStale(String entry, EntryVersion version, Duration grace) {
        delegate.markStale(entry, version, grace);
    }

    @Override
    public boolean tryAcquireRefreshLease(String entry, EntryVersion owner, Duration lease, Duration longest) {
        return delegate.tryAcquireRefreshLease(entry, owner, lease, longest);
    }

    @Override
    public void updateRefreshLease(String entry, EntryVersion owner, Duration lease) {
        delegate.updateRefreshLease(entry, owner, lease);
    }
}
