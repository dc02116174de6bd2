package io.redoubt.cache;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.cache.LoadedValue.Origin;
import io.redoubt.cache.RegionStore.ReleaseRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Committer of loaded values: stores those that are still valid and completes their loads. Thread-safe. */
final class LoadCommitter<K, V> {

    private static final Logger LOG = LoggerFactory.getLogger(LoadCommitter.class);

    private final RegionContext<K, V> context;
    private final RegionStore store;
    private final LoadPermits<K, V> loadPermits;

    LoadCommitter(RegionContext<K, V> context) {
        this.context = context;
        this.store = context.shared().store();
        this.loadPermits = new LoadPermits<>(context);
    }

    /**
     * Stores the valid ones among these loaded values, in batches of limited numbers of tags, and completes all
     * loads.
     */
    void commit(List<CompletedLoad<K, V>> loaded) {
        List<CompletedLoad<K, V>> wanted = new ArrayList<>();
        List<CompletedLoad<K, V>> unwanted = new ArrayList<>();
        loaded.forEach(each -> (isToBeStored(each) ? wanted : unwanted).add(each));
        leaveUnstored(unwanted);
        List<CompletedLoad<K, V>> unstored = new ArrayList<>();
        List<CompletedLoad<K, V>> batch = new ArrayList<>();
        Set<String> tags = new LinkedHashSet<>();
        for (CompletedLoad<K, V> each : wanted) {
            if (tags.size() + each.loadContext().tags().size() > InvalidationVersionStore.MAX_TAGS) {
                unstored.addAll(storeBatch(batch, tags));
                batch.clear();
                tags.clear();
            }
            batch.add(each);
            tags.addAll(each.loadContext().tags());
        }
        if (!batch.isEmpty()) {
            unstored.addAll(storeBatch(batch, tags));
        }
        leaveUnstored(unstored);
    }

    private boolean isToBeStored(CompletedLoad<K, V> loaded) {
        return loaded.permit().expected() != null
                && loaded.loadContext().isToBeStored()
                && !loaded.permit().load().isSuperseded()
                && context.encoder().isStorable(loaded.loadContext().value());
    }

    /**
     * Stores a batch. Returns the loads that were not attempted because it is already known that they must not be
     * stored.
     */
    private List<CompletedLoad<K, V>> storeBatch(List<CompletedLoad<K, V>> batch, Set<String> tags) {
        List<CompletedLoad<K, V>> unstored = new ArrayList<>();
        // Taken before the versions are read: what is then stored was not invalidated before this time.
        long tick = context.inFlightLoads().tick();
        try {
            InvalidationVersionStore.Versions now = store.versions().getOrCreateVersions(tags, retention(batch));
            context.shared().versionCache().remember(now.regionVersion(), now.clearVersion(), now.tags());
            List<CompletedLoad<K, V>> valid = new ArrayList<>();
            List<EntryWrite> writes = new ArrayList<>();
            for (CompletedLoad<K, V> each : batch) {
                EntryWrite write = entryWrite(each, now);
                if (write == null) {
                    unstored.add(each);
                } else {
                    valid.add(each);
                    writes.add(write);
                }
            }
            List<Boolean> stored = writes.isEmpty() ? List.of() : store.storeLoaded(writes);
            for (int i = 0; i < valid.size(); i++) {
                if (stored.get(i)) {
                    valid.get(i).complete(Origin.LOADED, tick);
                } else {
                    context.counters().notStored.increment();
                    valid.get(i).complete(Origin.LOADED_NOT_STORED);
                }
            }
        } catch (RedoubtException e) {
            log(e);
            return List.copyOf(batch);
        }
        return unstored;
    }

    private Duration retention(List<CompletedLoad<K, V>> batch) {
        Duration longest = context.policy().ttl();
        for (CompletedLoad<K, V> each : batch) {
            Duration own = each.loadContext().ttlOr(longest);
            longest = own.compareTo(longest) > 0 ? own : longest;
        }
        return context.encoder().retention(longest);
    }

    /**
     * Returns the write for a loaded value; null if it is not to be stored, because it was invalidated or cannot
     * be encoded.
     */
    private @Nullable EntryWrite entryWrite(CompletedLoad<K, V> loaded, InvalidationVersionStore.Versions now) {
        LoadPermit<K, V> permit = loaded.permit();
        EntryToken expected = permit.expected();
        ValiditySnapshot snapshot = permit.snapshot();
        CollectingLoadContext<K, V> loadContext = loaded.loadContext();
        if (expected == null
                || snapshot == null
                || !EntryEncoder.isValid(snapshot.regionVersion(), now, loadContext.tags())) {
            return null;
        }
        String entry = permit.load().entry();
        try {
            EncodedEntry envelope = envelope(entry, loaded, now);
            return new EntryWrite(entry, expected, envelope.bytes(), envelope.life(), permit.refreshOwner());
        } catch (RedoubtException e) {
            log(e);
            return null;
        }
    }

    private EncodedEntry envelope(String entry, CompletedLoad<K, V> loaded, InvalidationVersionStore.Versions now) {
        CollectingLoadContext<K, V> loadContext = loaded.loadContext();
        V value = loadContext.value();
        if (value == null) {
            return context.encoder().negative(loaded.cost(), now, loadContext.tags());
        }
        byte[] payload = context.encoder().payload(entry, value);
        Duration ttl = loadContext.ttlOr(context.policy().ttl());
        return context.encoder().envelope(payload, ttl, loaded.cost(), now, loadContext.tags());
    }

    /** Completes loads whose values are not stored, and returns their permits. */
    private void leaveUnstored(List<CompletedLoad<K, V>> unstored) {
        if (unstored.isEmpty()) {
            return;
        }
        context.counters().notStored.add(unstored.size());
        List<ReleaseRequest> deleted = new ArrayList<>();
        for (CompletedLoad<K, V> each : unstored) {
            EntryToken version = each.permit().expected();
            if (version != null && each.permit().refreshOwner() != null && isDeletedAtSource(each)) {
                deleted.add(new ReleaseRequest(each.permit().load().entry(), version));
            }
        }
        if (!deleted.isEmpty()) {
            remove(deleted);
        }
        loadPermits.release(unstored.stream().map(CompletedLoad::permit).toList());
        unstored.forEach(each -> each.complete(Origin.LOADED_NOT_STORED));
    }

    /**
     * Returns whether the old value must be removed: the source has no value any more, and the region does not
     * store negative entries.
     */
    private boolean isDeletedAtSource(CompletedLoad<K, V> loaded) {
        return loaded.loadContext().value() == null
                && loaded.loadContext().isToBeStored()
                && !context.encoder().isStorable(null);
    }

    private void remove(List<ReleaseRequest> deleted) {
        try {
            store.release(deleted);
        } catch (RedoubtException e) {
            log(e);
        }
    }

    private void log(RedoubtException e) {
        // The callers get their value nevertheless; the next caller loads it again.
        context.throttle()
                .pass(leftOut -> LOG.warn(
                        "region {}: a loaded value could not be stored ({}){}",
                        context.name(),
                        e.getClass().getSimpleName(),
                        leftOut));
    }
}
