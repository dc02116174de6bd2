package io.redoubt.cache;

import java.time.Duration;
import java.util.List;

/**
 * Deliberately broken {@link RegionStore} that stores loaded values without checking the entry's content: the bug
 * that the race checker must find.
 */
record UncheckedRegionStore(RegionStore delegate) implements RegionStore {

    @Override
    public List<Boolean> storeLoaded(List<EntryWrite> writes) {
        writes.forEach(write -> delegate.put(write.entry(), write.envelope(), write.ttl()));
        return writes.stream().map(write -> true).toList();
    }

    @Override
    public StoredEntries read(List<String> entries) {
        return delegate.read(entries);
    }

    @Override
    public InvalidationVersionStore versions() {
        return delegate.versions();
    }

    @Override
    public List<AcquireResult> acquire(List<AcquireRequest> acquisitions, Duration lease) {
        return delegate.acquire(acquisitions, lease);
    }

    @Override
    public void release(List<ReleaseRequest> releases) {
        delegate.release(releases);
    }

    @Override
    public void put(String entry, byte[] envelope, Duration ttl) {
        delegate.put(entry, envelope, ttl);
    }

    @Override
    public boolean remove(String entry) {
        return delegate.remove(entry);
    }

    @Override
    public void expire(String entry, EntryToken version, Duration grace) {
        delegate.expire(entry, version, grace);
    }

    @Override
    public boolean tryAcquireRefreshLease(String entry, EntryToken owner, Duration lease) {
        return delegate.tryAcquireRefreshLease(entry, owner, lease);
    }

    @Override
    public void updateRefreshLease(String entry, EntryToken owner, Duration lease) {
        delegate.updateRefreshLease(entry, owner, lease);
    }
}
