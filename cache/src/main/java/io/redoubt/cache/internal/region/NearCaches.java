package io.redoubt.cache.internal.region;

import io.redoubt.api.Codec;
import io.redoubt.api.TypeRef;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.cache.internal.near.ChangePublisher;
import io.redoubt.cache.internal.near.ChangeSource;
import io.redoubt.cache.internal.near.ReportState;
import io.redoubt.cache.internal.store.ValueCodec;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Registry of near caches (caches in this process, in front of the cache store) for all {@code Region} objects of one
 * name. Objects with equal specifications share a near cache. Thread-safe.
 */
final class NearCaches {

    /** Maximum number of near caches of one region name, that is of different types, codecs or settings. */
    static final int MAX = 64;

    private final RegionChangeTracker tracker;
    private final ChangeSource changes;
    private final ChangePublisher publisher;
    private final TagVersionCache versions;
    private final InvalidationRetryQueue retryQueue;
    private final LongSupplier nanoTime;
    private final Map<Key, NearCache<?>> caches = new ConcurrentHashMap<>();
    private final AtomicBoolean limitLogged = new AtomicBoolean();

    NearCaches(
            RegionChangeTracker tracker,
            ChangeSource changes,
            ChangePublisher publisher,
            TagVersionCache versions,
            InvalidationRetryQueue retryQueue,
            LongSupplier nanoTime) {
        this.tracker = tracker;
        this.changes = changes;
        this.publisher = publisher;
        this.versions = versions;
        this.retryQueue = retryQueue;
        this.nanoTime = nanoTime;
    }

    /** Key of a near cache: regions for which all of this is equal share one near cache. */
    private record Key(TypeRef<?> type, String template, int schemaVersion, Codec codec, NearCacheSettings settings) {}

    /**
     * Returns the near cache of a region, and creates it if necessary.
     *
     * @param codec the codec of the values, which distinguishes near caches
     * @param values decodes the values
     * @return null if the region has none, or there are too many of its name
     */
    @SuppressWarnings("unchecked") // the type of the values is part of the key
    <V> @Nullable NearCache<V> of(RegionSpec<?, V> spec, Codec codec, ValueCodec values, RegionLogger log) {
        NearCacheSettings settings = spec.near().orElse(null);
        if (settings == null) {
            return null;
        }
        // Also without a near cache of its own: other processes rely on the messages.
        if (settings.isMessagingIfTrackingRefused()) {
            publisher.enable();
            tracker.allowMessages();
        }
        Key key = new Key(spec.type(), spec.template().toString(), spec.schemaVersion(), codec, settings);
        if (caches.size() >= MAX && !caches.containsKey(key)) {
            if (!limitLogged.getAndSet(true)) {
                log.warn("further Region objects have no near cache, since " + MAX
                        + " with different settings, codecs or types are open: keep and reuse one Region object");
            }
            return null;
        }
        NearCache<?> cache = caches.computeIfAbsent(key, absent -> opened(spec, settings, values, log));
        subscribeIfMissing();
        return (NearCache<V>) cache;
    }

    /** Returns whether no region of this name has a near cache. */
    boolean isEmpty() {
        return caches.isEmpty();
    }

    /** Returns the state of the reports; of several near caches with different settings, the worst one. */
    ReportState.Status status() {
        return caches.values().stream()
                .map(NearCache::status)
                .max(Comparator.comparing(ReportState.Status::state))
                .orElse(ReportState.Status.IN_USE);
    }

    /** Lets the versions of the region be watched. */
    void watchVersions() {
        tracker.reports().require(ReportState.Scope.VERSIONS);
        subscribeIfMissing();
    }

    /** Also for each further Region object: an earlier attempt may have been lost, for example without memory. */
    private void subscribeIfMissing() {
        if (tracker.reports().isSubscriptionMissing()) {
            changes.subscribe(tracker);
        }
    }

    private <V> NearCache<V> opened(
            RegionSpec<?, V> spec, NearCacheSettings settings, ValueCodec values, RegionLogger log) {
        NearCache<V> cache = new NearCache<>(spec, settings, tracker, versions, retryQueue, values, log, nanoTime);
        values.counters().addHitsOf(() -> cache.hits() + cache.negatives());
        tracker.add(cache);
        return cache;
    }
}
