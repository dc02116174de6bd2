package io.redoubt.cache.internal.region;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.StoreUnavailableException.Effect;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.cache.internal.region.EntryStore.AcquireRequest;
import io.redoubt.cache.internal.region.EntryStore.AcquireResult;
import io.redoubt.cache.internal.region.EntryStore.ChangeResult;
import io.redoubt.cache.internal.region.EntryStore.StoreResult;
import io.redoubt.redis.core.StoreFailures;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Component that stores and invalidates values of a cache region at the request of the application. It also prevents
 * loads in progress from storing values that have become outdated. If the store fails, the invalidations are queued for
 * retry, and the affected content is not trusted until then. Thread-safe.
 */
final class EntryMutator<V> {

    private final RegionSpec<?, V> spec;
    private final EntryStore entries;
    private final TagVersionCache versions;
    private final InvalidationRetryQueue retryQueue;
    private final StoredEntryReader<V> reader;
    private final EntryEncoder encoder;
    private final InFlightLoads<?, ?> inFlightLoads;

    EntryMutator(
            RegionSpec<?, V> spec,
            SharedRegionState shared,
            StoredEntryReader<V> reader,
            EntryEncoder encoder,
            InFlightLoads<?, ?> inFlightLoads) {
        this.spec = spec;
        this.entries = shared.entries();
        this.versions = shared.versions();
        this.retryQueue = shared.retryQueue();
        this.reader = reader;
        this.encoder = encoder;
        this.inFlightLoads = inFlightLoads;
    }

    /** Stores values by entry, which live for this time. */
    void putAll(Map<String, ? extends V> values, Duration ttl, Set<String> tags) {
        Map<String, byte[]> payloads = new LinkedHashMap<>();
        values.forEach((entry, value) -> payloads.put(entry, encoder.payload(entry, value)));
        put(payloads.keySet(), ttl, tags, now -> {
            Map<String, EncodedEntry> encoded = new LinkedHashMap<>();
            payloads.forEach(
                    (entry, payload) -> encoded.put(entry, encoder.envelope(payload, ttl, Duration.ZERO, now, tags)));
            return encoded;
        });
    }

    void putNegative(String entry, Set<String> tags) {
        put(Set.of(entry), spec.ttl(), tags, now -> Map.of(entry, encoder.negative(Duration.ZERO, now, tags)));
    }

    private void put(
            Collection<String> changed,
            Duration ttl,
            Set<String> tags,
            Function<TagVersionStore.Versions, Map<String, EncodedEntry>> encoded) {
        changeEach(
                "put",
                changed,
                () -> entries.putAll(encoded.apply(versions.getOrCreate(tags, encoder.retention(ttl)))));
    }

    /** Stores a value unless there is a fresh one. Returns the one that was found; empty if the value was stored. */
    Optional<V> putIfAbsent(String entry, V value, Set<String> tags) {
        byte[] payload = encoder.payload(entry, value);
        while (true) {
            ReadResult<V> found = reader.read(List.of(entry)).results().get(0);
            if (found instanceof ReadResult.Unavailable<V> unavailable) {
                throw unavailable.reason();
            }
            if (found instanceof ReadResult.Value<V> there && there.isFresh() && there.value() != null) {
                return Optional.of(there.value());
            }
            if (change(Set.of(entry), () -> replace(entry, found, payload, tags))) {
                return Optional.empty();
            }
        }
    }

    /** Stores a value if the entry still holds what was found. Returns whether it was stored. */
    private boolean replace(String entry, ReadResult<V> found, byte[] payload, Set<String> tags) {
        EntryVersion expected = found.version();
        if (expected == null) {
            expected = encoder.newLoadMarker();
            ContentFingerprint replace = found instanceof ReadResult.Absent<V> absent ? absent.replace() : null;
            AcquireResult result = entries.acquire(
                            List.of(new AcquireRequest(entry, expected, replace)), LoadPermitCoordinator.leaseOf(spec))
                    .get(0);
            if (result instanceof AcquireResult.Failed failed) {
                throw failed.reason();
            }
            if (!(result instanceof AcquireResult.Granted)) {
                return false;
            }
        }
        TagVersionStore.Versions now = versions.getOrCreate(tags, encoder.retention());
        EncodedEntry encoded = encoder.envelope(payload, spec.ttl(), Duration.ZERO, now, tags);
        StoreResult result =
                entries.replace(new ConditionalEntryWrite(entry, expected, encoded.bytes(), encoded.life(), null));
        if (result instanceof StoreResult.Failed failed) {
            throw failed.reason();
        }
        return result instanceof StoreResult.Stored;
    }

    /** Removes entries. Returns the number of those that held anything. */
    long invalidate(Collection<String> invalidated) {
        return changeEach("invalidate", invalidated, () -> entries.removeAll(invalidated));
    }

    void markStale(String entry) {
        EntryVersion version = encoder.newVersion();
        change(Set.of(entry), () -> {
            entries.markStale(entry, version, spec.grace());
            return true;
        });
    }

    void invalidateTags(Set<String> tags) {
        Duration retention = encoder.retention();
        changeVersions(
                () -> entries.versions().invalidateTags(tags, retention),
                () -> retryQueue.invalidateTags(tags, retention));
    }

    void clear() {
        Duration retention = encoder.retention();
        changeVersions(() -> entries.versions().clear(retention), () -> retryQueue.clear(retention));
    }

    /**
     * Changes entries, and queues the removal of those that could not be changed.
     *
     * @return how many were changed
     * @throws RedoubtException if an entry could not be changed; it names those that could not if others could
     */
    private long changeEach(String operation, Collection<String> changed, Supplier<ChangeResult> change) {
        ChangeResult result = change(changed, () -> {
            ChangeResult made = change.get();
            // Here, so that a load which still trusts such an entry is superseded afterwards.
            made.failures().keySet().forEach(retryQueue::remove);
            return made;
        });
        Map<String, RedoubtException> failures = result.failures();
        if (failures.isEmpty()) {
            return result.changed();
        }
        throw StoreFailures.ofKeys("region:" + spec.name() + "." + operation, changed.size(), failures, Effect.UNKNOWN);
    }

    private <T> T change(Collection<String> changed, Supplier<T> change) {
        changed.forEach(inFlightLoads::supersede);
        try {
            return change.get();
        } catch (RuntimeException | Error e) {
            changed.forEach(retryQueue::remove);
            throw e;
        } finally {
            // A load that began in the meantime may be based on the old content and must not be joined any more.
            changed.forEach(inFlightLoads::supersede);
        }
    }

    /**
     * Changes tag versions. Later readers recognize superseded loads by the versions themselves, unless the change
     * fails; then all loads in progress are superseded.
     */
    private void changeVersions(Runnable change, Runnable ifFailed) {
        try {
            change.run();
        } catch (RuntimeException | Error e) {
            ifFailed.run();
            inFlightLoads.supersedeAll();
            throw e;
        }
    }
}
