package io.redoubt.cache.internal.store;

import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.NearCacheStatistics;
import io.redoubt.cache.internal.near.ChangeMessage;
import io.redoubt.cache.internal.near.ChangePublisher;
import io.redoubt.cache.internal.near.ChangePublishers;
import io.redoubt.cache.internal.near.ChangeSource;
import io.redoubt.cache.internal.near.EmbeddedChangeSource;
import io.redoubt.cache.internal.near.ReportState;
import io.redoubt.redis.core.embedded.StoreInterceptor;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Registry that holds one near cache (a cache in this process) for each configured key prefix. All views of the store
 * share them, and each change by this process is recorded here after it was made or has failed. Thread-safe; does no
 * I/O.
 */
public final class NearValueCaches {

    private final ValueChangeTracker tracker;
    private final ChangePublisher publisher;
    private final boolean isAnyMessaging;

    private NearValueCaches(ValueChangeTracker tracker, ChangePublisher publisher) {
        this.tracker = tracker;
        this.publisher = publisher;
        this.isAnyMessaging = tracker.messages() != null;
    }

    /** Returns a registry without near caches. */
    public static NearValueCaches none() {
        return new NearValueCaches(
                new ValueChangeTracker("", "", new EmbeddedChangeSource(StoreInterceptor.OPEN), () -> 0),
                ChangePublisher.NONE);
    }

    /**
     * Creates near caches.
     *
     * @param settings the settings by key prefix, of which none begins with another
     * @param keyStart common prefix of the keys of the store
     * @param changeChannel the Pub/Sub channel on which processes tell each other of changes
     * @param changes reports changes of the keys
     * @param publishers publish changes to other processes
     * @param counters count the hits
     */
    public static NearValueCaches of(
            Map<String, NearCacheSettings> settings,
            String keyStart,
            String changeChannel,
            ChangeSource changes,
            ChangePublishers publishers,
            CacheCounters counters,
            LongSupplier nanoTime) {
        ValueChangeTracker tracker = new ValueChangeTracker(keyStart, changeChannel, changes, nanoTime);
        settings.forEach((prefix, each) -> {
            NearValueCache cache = new NearValueCache(prefix, each, tracker, nanoTime);
            counters.addHitsOf(cache::hits);
            tracker.add(cache);
        });
        if (tracker.messages() == null) {
            return new NearValueCaches(tracker, ChangePublisher.NONE);
        }
        ChangePublisher publisher = publishers.of(ValueChangeTracker.SUBJECT, changeChannel);
        publisher.enable(); // also before the first read: other processes rely on the messages
        return new NearValueCaches(tracker, publisher);
    }

    /** Returns whether there is no near cache. */
    boolean isEmpty() {
        return tracker.caches().isEmpty();
    }

    /** Returns the near cache of a key; null if it has none. */
    @Nullable
    NearValueCache of(String key) {
        return tracker.cacheOf(key);
    }

    /** Records that the value of a key in memory was changed, or may have been. */
    void changed(String key) {
        if (!isEmpty()) {
            tracker.changed(key);
        }
    }

    /** Records that the value of a key in memory was changed, by its name in the store. */
    public void physicalKeyChanged(String key) {
        if (!isEmpty()) {
            tracker.physicalKeyChanged(key);
        }
    }

    /** Makes a change of the value of a key, and reports it whether it succeeds or fails. Returns its result. */
    <T> T change(String key, Supplier<T> change) {
        return change(key, change, result -> true);
    }

    /**
     * Makes a change of the value of a key, and reports it whether it succeeds or fails.
     *
     * @param isChanged tells from the result whether anything was changed
     */
    <T> T change(String key, Supplier<T> change, Predicate<T> isChanged) {
        return isEmpty() ? change.get() : new ReportedChange(List.of(key)).make(change, isChanged);
    }

    /** Makes a change of the values of keys, and reports it whether it succeeds or fails. Returns its result. */
    <T> T changeAll(Collection<String> keys, Supplier<T> change) {
        return isEmpty() ? change.get() : new ReportedChange(keys).make(change, result -> true);
    }

    /** Does the same for keys by their names in the store. */
    <T> T changePhysical(List<byte[]> keys, Supplier<T> change) {
        return isEmpty() ? change.get() : changeAll(logical(keys), change);
    }

    private List<String> logical(List<byte[]> physical) {
        return physical.stream()
                .map(key -> tracker.logical(new String(key, StandardCharsets.UTF_8)))
                .filter(Objects::nonNull)
                .toList();
    }

    /** Change of the values of keys that is being made. Confined to one thread. */
    private final class ReportedChange {

        private final Collection<String> keys;
        private final ChangeMessage message;

        /** Prepares the reports: nothing may fail between the change and them, for example for lack of memory. */
        ReportedChange(Collection<String> keys) {
            this.keys = keys;
            this.message = isAnyMessaging
                    ? ChangeMessage.entries(keys.stream()
                            .filter(NearValueCaches.this::isMessaging)
                            .toList())
                    : ChangeMessage.NOTHING;
        }

        <T> T make(Supplier<T> change, Predicate<T> isChanged) {
            boolean isAnswered = false;
            boolean isToldToOthers = true;
            try {
                T result = change.get();
                isAnswered = true;
                isToldToOthers = isChanged.test(result);
                return result;
            } finally {
                report(isAnswered, isToldToOthers);
            }
        }

        /** Reports the change to this process and then to the others, before the call that made it returns. */
        private void report(boolean isAnswered, boolean isToldToOthers) {
            try {
                tracker.changed(keys);
            } finally {
                if (isToldToOthers && isAnswered) {
                    publisher.publish(message);
                } else if (isToldToOthers) {
                    publisher.publishLater(message);
                }
            }
        }
    }

    private boolean isMessaging(String key) {
        NearValueCache cache = tracker.cacheOf(key);
        return cache != null && cache.isMessaging();
    }

    /** Returns the states of the reports by key prefix; before the first read they count as in use. */
    public Map<String, ReportState.Status> states() {
        Map<String, ReportState.Status> states = new LinkedHashMap<>();
        tracker.caches()
                .forEach(cache ->
                        states.put(cache.prefix(), tracker.isAsked() ? cache.status() : ReportState.Status.IN_USE));
        return states;
    }

    /** Returns the statistics by key prefix. */
    Map<String, NearCacheStatistics> statistics() {
        Map<String, NearCacheStatistics> statistics = new LinkedHashMap<>();
        tracker.caches().forEach(cache -> statistics.put(cache.prefix(), cache.statistics()));
        return statistics;
    }
}
