package io.redoubt.cache.internal.region;

import io.redoubt.cache.internal.near.ChangePublisher;
import io.redoubt.cache.internal.near.ChangePublishers;
import io.redoubt.cache.internal.near.ChangeSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/**
 * Group of components that all {@code Region} objects of the same name share in this process. These are the entry
 * store, the tag version cache, the invalidation retry queue, the near caches and the tracker of changes. Thread-safe.
 */
record SharedRegionState(
        EntryStore entries,
        TagVersionCache versions,
        InvalidationRetryQueue retryQueue,
        NearCaches nearCaches,
        RegionChangeTracker tracker) {

    /**
     * Creates the state of the regions of one name.
     *
     * @param store stores the entries
     * @param keyStart common prefix of the keys of all regions
     * @param changeSource reports changes of their keys
     * @param publishers publish their changes to other processes
     * @param retries runs repeated invalidations
     */
    static SharedRegionState of(
            String name,
            EntryStore store,
            String keyStart,
            ChangeSource changeSource,
            ChangePublishers publishers,
            ScheduledExecutorService retries,
            LongSupplier nanoTime) {
        RegionKeys keys = new RegionKeys(keyStart, name);
        RegionChangeTracker tracker = new RegionChangeTracker(keys);
        ChangePublisher publisher = publishers.of("region " + name, keys.changeChannel());
        EntryStore entries = new ChangeReportingEntryStore(store, tracker, publisher);
        TagVersionCache versions = new TagVersionCache(entries.versions());
        InvalidationRetryQueue retryQueue = new InvalidationRetryQueue(name, entries, retries);
        return new SharedRegionState(
                entries,
                versions,
                retryQueue,
                new NearCaches(tracker, changeSource, publisher, versions, retryQueue, nanoTime),
                tracker);
    }
}
