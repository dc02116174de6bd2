package io.redoubt.cache.internal.region;

import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.Ttl;
import io.redoubt.caffeine.LocalStore;
import io.redoubt.caffeine.ValueWithRemainingTtl;
import io.redoubt.redis.core.embedded.StoreInterceptor;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * In-memory storage for the entries of a cache region, based on a {@link LocalStore}. Each operation on an entry is one
 * atomic change of its key.
 */
final class EmbeddedEntryStore implements EntryStore {

    private final LocalStore<byte[]> store;
    private final RegionKeys keys;
    private final EmbeddedTagVersionStore versions;
    private final TagVersionStore gatedVersions;
    private final StoreInterceptor gate;

    EmbeddedEntryStore(
            LocalStore<byte[]> store, RegionKeys keys, EmbeddedTagVersionStore versions, StoreInterceptor gate) {
        this.store = store;
        this.keys = keys;
        this.versions = versions;
        this.gatedVersions = gate.before(TagVersionStore.class, versions);
        this.gate = gate;
    }

    @Override
    public StoredEntries read(List<String> entries) {
        begin();
        List<StoredEntry> stored = entries.stream()
                .map(entry -> storedEntry(store.find(keys.entry(entry))))
                .toList();
        return new StoredEntries(stored, versions.regionVersion(), null);
    }

    @Override
    public List<StoredEntry> readEntries(List<String> entries, Detail detail) {
        return read(entries).entries();
    }

    @Override
    public TagVersionStore versions() {
        return gatedVersions;
    }

    @Override
    public List<AcquireResult> acquire(List<AcquireRequest> acquisitions, Duration lease) {
        begin();
        return acquisitions.stream().map(request -> acquire(request, lease)).toList();
    }

    private AcquireResult acquire(AcquireRequest request, Duration lease) {
        AcquireResult[] answer = {new AcquireResult.Granted()};
        store.change(keys.entry(request.entry()), there -> {
            if (there != null && !isReplaceable(there, request, lease)) {
                answer[0] = refusal(there);
                return there;
            }
            return new ValueWithRemainingTtl<>(request.marker().bytes(), ttl(lease));
        });
        return answer[0];
    }

    private static boolean isReplaceable(ValueWithRemainingTtl<byte[]> there, AcquireRequest request, Duration lease) {
        byte[] bytes = there.value();
        return isForeignMarker(there, lease)
                || is(request.marker(), bytes)
                || ContentFingerprint.of(bytes).equals(request.replace());
    }

    /**
     * Returns whether this is a load marker to which another program has given more time than a lease, or no end.
     * Loaders must not wait for such a marker.
     */
    private static boolean isForeignMarker(ValueWithRemainingTtl<byte[]> there, Duration lease) {
        return !endsWithin(there, lease) && StoredEntry.contentOf(there.value()) instanceof StoredEntry.LoadMarker;
    }

    private static boolean endsWithin(ValueWithRemainingTtl<byte[]> there, Duration longest) {
        return there.left() instanceof Ttl.Expiring left && left.duration().compareTo(longest) <= 0;
    }

    private static AcquireResult refusal(ValueWithRemainingTtl<byte[]> there) {
        return there.left() instanceof Ttl.Expiring left
                        && StoredEntry.contentOf(there.value()) instanceof StoredEntry.LoadMarker
                ? new AcquireResult.Held(left.duration())
                : new AcquireResult.Present();
    }

    @Override
    public void release(Map<String, EntryVersion> held) {
        begin();
        held.forEach((entry, version) ->
                store.change(keys.entry(entry), there -> there != null && is(version, there.value()) ? null : there));
    }

    @Override
    public List<StoreResult> storeLoaded(List<ConditionalEntryWrite> writes) {
        begin();
        return writes.stream()
                .<StoreResult>map(write -> storeLoaded(write) ? new StoreResult.Stored() : new StoreResult.Superseded())
                .toList();
    }

    private boolean storeLoaded(ConditionalEntryWrite write) {
        boolean[] stored = {false};
        EntryVersion fresh = EntryVersion.of(write.envelope());
        store.change(keys.entry(write.entry()), there -> {
            if (there == null || !(is(write.expected(), there.value()) || is(fresh, there.value()))) {
                return there;
            }
            stored[0] = true;
            return is(fresh, there.value()) ? there : new ValueWithRemainingTtl<>(write.envelope(), ttl(write.ttl()));
        });
        if (write.refreshOwner() != null) {
            changeRefreshLease(write.entry(), write.refreshOwner(), Duration.ZERO);
        }
        return stored[0];
    }

    @Override
    public ChangeResult putAll(Map<String, EncodedEntry> values) {
        begin();
        values.forEach((entry, value) -> store.put(keys.entry(entry), value.bytes(), ttl(value.life())));
        return new ChangeResult(values.size(), Map.of());
    }

    @Override
    public ChangeResult removeAll(Collection<String> entries) {
        begin();
        long removed = entries.stream()
                .filter(entry -> store.remove(keys.entry(entry)))
                .count();
        return new ChangeResult(removed, Map.of());
    }

    @Override
    public void markStale(String entry, EntryVersion version, Duration grace) {
        begin();
        store.change(keys.entry(entry), there -> there == null ? null : expired(there, version, grace));
        store.remove(keys.refreshLease(entry));
    }

    private static @Nullable ValueWithRemainingTtl<byte[]> expired(
            ValueWithRemainingTtl<byte[]> there, EntryVersion version, Duration grace) {
        if (!(StoredEntry.contentOf(there.value()) instanceof StoredEntry.Value value)) {
            return null;
        }
        Duration left = shorter(grace, value.header().grace());
        left = there.left() instanceof Ttl.Expiring expiring ? shorter(left, expiring.duration()) : left;
        if (left.compareTo(Ttl.MIN) < 0) {
            return null;
        }
        byte[] bytes = there.value().clone();
        System.arraycopy(version.bytes(), 0, bytes, 0, EntryVersion.LENGTH);
        return new ValueWithRemainingTtl<>(bytes, Ttl.of(left));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    @Override
    public boolean tryAcquireRefreshLease(String entry, EntryVersion owner, Duration lease, Duration longest) {
        begin();
        boolean[] acquired = {false};
        store.change(keys.refreshLease(entry), there -> {
            if (there != null && endsWithin(there, longest)) {
                return there;
            }
            acquired[0] = true;
            return new ValueWithRemainingTtl<>(owner.bytes(), ttl(lease));
        });
        return acquired[0];
    }

    @Override
    public void updateRefreshLease(String entry, EntryVersion owner, Duration lease) {
        begin();
        changeRefreshLease(entry, owner, lease);
    }

    private void changeRefreshLease(String entry, EntryVersion owner, Duration lease) {
        store.change(keys.refreshLease(entry), there -> {
            if (there == null || !is(owner, there.value())) {
                return there;
            }
            return lease.isZero() ? null : new ValueWithRemainingTtl<>(there.value(), ttl(lease));
        });
    }

    /** Each operation calls this once, at its beginning, so that neither interrupt nor gate stops it halfway. */
    private void begin() {
        RedoubtInterruptedException.throwIfInterrupted("region");
        gate.pass();
    }

    /**
     * Converts a duration. The grace period may be added to the longest time to live, but the store supports no
     * more than that.
     */
    static Ttl ttl(Duration duration) {
        return Ttl.of(shorter(duration, Ttl.MAX));
    }

    private static boolean is(EntryVersion version, byte[] bytes) {
        return version.equals(EntryVersion.parse(bytes));
    }

    private static StoredEntry storedEntry(@Nullable ValueWithRemainingTtl<byte[]> there) {
        if (there == null) {
            return StoredEntry.empty();
        }
        return StoredEntry.of(
                there.value(), there.left() instanceof Ttl.Expiring expiring ? expiring.duration() : null);
    }
}
