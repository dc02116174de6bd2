package io.redoubt.cache.internal.region;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.cache.LoadedValue.Origin;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.cache.internal.region.EntryStore.StoreResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Component that completes loads: it stores the loaded values in the cache and hands them to the waiting callers. A
 * value is not stored if, for example, it was invalidated during the load or its loader forbade it. Thread-safe.
 */
final class LoadCommitter<K, V> {

    private final RegionSpec<?, ?> spec;
    private final EntryStore entries;
    private final TagVersionCache versions;
    private final EntryEncoder encoder;
    private final LoadPermitCoordinator<K, V> loadPermits;
    private final InFlightLoads<K, V> inFlightLoads;
    private final RegionCounters counters;
    private final RegionLogger log;

    LoadCommitter(
            RegionSpec<?, ?> spec,
            SharedRegionState shared,
            EntryEncoder encoder,
            LoadPermitCoordinator<K, V> loadPermits,
            InFlightLoads<K, V> inFlightLoads,
            RegionCounters counters,
            RegionLogger log) {
        this.spec = spec;
        this.entries = shared.entries();
        this.versions = shared.versions();
        this.encoder = encoder;
        this.loadPermits = loadPermits;
        this.inFlightLoads = inFlightLoads;
        this.counters = counters;
        this.log = log;
    }

    /**
     * Stores the valid ones among these loaded values, in batches of limited numbers of tags, and completes all
     * loads.
     */
    void commit(List<CollectingLoadContext<K, V>> loaded) {
        List<CollectingLoadContext<K, V>> wanted = new ArrayList<>();
        List<CollectingLoadContext<K, V>> unwanted = new ArrayList<>();
        loaded.forEach(each -> (isToBeStored(each) ? wanted : unwanted).add(each));
        leaveUnstored(unwanted);
        List<CollectingLoadContext<K, V>> unstored = new ArrayList<>();
        List<CollectingLoadContext<K, V>> batch = new ArrayList<>();
        Set<String> tags = new LinkedHashSet<>();
        for (CollectingLoadContext<K, V> each : wanted) {
            if (tags.size() + each.tags().size() > TagVersionStore.MAX_TAGS) {
                unstored.addAll(storeBatch(batch, tags));
                batch.clear();
                tags.clear();
            }
            batch.add(each);
            tags.addAll(each.tags());
        }
        if (!batch.isEmpty()) {
            unstored.addAll(storeBatch(batch, tags));
        }
        leaveUnstored(unstored);
    }

    private boolean isToBeStored(CollectingLoadContext<K, V> loaded) {
        return loaded.permit().expected() != null
                && loaded.isToBeStored()
                && !loaded.permit().load().isSuperseded()
                && encoder.isStorable(loaded.value());
    }

    /**
     * Stores a batch. Returns the loads that could not be stored, or were not attempted because it is already known
     * that they must not be stored.
     */
    private List<CollectingLoadContext<K, V>> storeBatch(List<CollectingLoadContext<K, V>> batch, Set<String> tags) {
        List<CollectingLoadContext<K, V>> unstored = new ArrayList<>();
        // Taken before the versions are read: what is then stored was not invalidated before this time.
        long tick = inFlightLoads.tick();
        try {
            TagVersionStore.Versions now = versions.getOrCreate(tags, retention(batch));
            List<CollectingLoadContext<K, V>> valid = new ArrayList<>();
            List<ConditionalEntryWrite> writes = new ArrayList<>();
            for (CollectingLoadContext<K, V> each : batch) {
                ConditionalEntryWrite write = entryWrite(each, now);
                if (write == null) {
                    unstored.add(each);
                } else {
                    valid.add(each);
                    writes.add(write);
                }
            }
            List<StoreResult> results = writes.isEmpty() ? List.of() : entries.storeLoaded(writes);
            for (int i = 0; i < valid.size(); i++) {
                if (results.get(i) instanceof StoreResult.Failed failed) {
                    log(failed.reason());
                    unstored.add(valid.get(i));
                } else if (results.get(i) instanceof StoreResult.Stored) {
                    valid.get(i).complete(Origin.LOADED, tick);
                } else {
                    counters.notStored.increment();
                    valid.get(i).complete(Origin.LOADED_NOT_STORED);
                }
            }
        } catch (RedoubtException e) {
            log(e);
            return List.copyOf(batch);
        }
        return unstored;
    }

    private Duration retention(List<CollectingLoadContext<K, V>> batch) {
        Duration longest = spec.ttl();
        for (CollectingLoadContext<K, V> each : batch) {
            Duration own = each.ttlOr(longest);
            longest = own.compareTo(longest) > 0 ? own : longest;
        }
        return encoder.retention(longest);
    }

    /**
     * Returns the write for a loaded value; null if it is not to be stored, because it was invalidated or cannot
     * be encoded.
     */
    private @Nullable ConditionalEntryWrite entryWrite(
            CollectingLoadContext<K, V> loaded, TagVersionStore.Versions now) {
        LoadPermit<K, V> permit = loaded.permit();
        EntryVersion expected = permit.expected();
        InFlightLoad.Snapshot snapshot = permit.snapshot();
        if (expected == null || snapshot == null || !now.keepValid(snapshot.regionVersion(), loaded.tags())) {
            return null;
        }
        String entry = permit.load().entry();
        try {
            EncodedEntry envelope = envelope(entry, loaded, now);
            return new ConditionalEntryWrite(entry, expected, envelope.bytes(), envelope.life(), permit.refreshOwner());
        } catch (RedoubtException e) {
            log(e);
            return null;
        }
    }

    private EncodedEntry envelope(String entry, CollectingLoadContext<K, V> loaded, TagVersionStore.Versions now) {
        V value = loaded.value();
        if (value == null) {
            return encoder.negative(loaded.cost(), now, loaded.tags());
        }
        byte[] payload = encoder.payload(entry, value);
        Duration ttl = loaded.ttlOr(spec.ttl());
        return encoder.envelope(payload, ttl, loaded.cost(), now, loaded.tags());
    }

    /** Completes loads whose values are not stored, and returns their permits. */
    private void leaveUnstored(List<CollectingLoadContext<K, V>> unstored) {
        if (unstored.isEmpty()) {
            return;
        }
        counters.notStored.add(unstored.size());
        Map<String, EntryVersion> deleted = new LinkedHashMap<>();
        for (CollectingLoadContext<K, V> each : unstored) {
            EntryVersion version = each.permit().expected();
            if (version != null && each.permit().refreshOwner() != null && isDeletedAtSource(each)) {
                deleted.put(each.permit().load().entry(), version);
            }
        }
        if (!deleted.isEmpty()) {
            remove(deleted);
        }
        loadPermits.release(unstored.stream().map(CollectingLoadContext::permit).toList());
        unstored.forEach(each -> each.complete(Origin.LOADED_NOT_STORED));
    }

    /**
     * Returns whether the old value must be removed: the source has no value any more, and the region does not
     * store negative entries.
     */
    private boolean isDeletedAtSource(CollectingLoadContext<K, V> loaded) {
        return loaded.value() == null && loaded.isToBeStored() && !encoder.isStorable(null);
    }

    private void remove(Map<String, EntryVersion> deleted) {
        try {
            entries.release(deleted);
        } catch (RedoubtException e) {
            log(e);
        }
    }

    private void log(RedoubtException e) {
        // The callers get their value nevertheless; the next caller loads it again.
        log.warn("a loaded value could not be stored, and the next caller loads it again", e);
    }
}
