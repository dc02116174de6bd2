package io.redoubt.caffeine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Bounded in-process cache of immutable values without expiry by time, based on Caffeine. Thread-safe; starts no
 * thread. At the bound, the values least likely to be used again are evicted (Window TinyLFU: Einziger, Friedman,
 * Manes, ACM TOS 2017).
 *
 * <p>Without expiry, a read takes no reading of the clock, which would be a third of its cost; a caller that needs one
 * anyway compares it with the end of the value.
 *
 * @param <V> type of the values
 */
public final class BoundedCache<V> {

    private final Cache<String, V> values;
    private final EvictionCounters counters;

    private BoundedCache(Cache<String, V> values, EvictionCounters counters) {
        this.values = values;
        this.counters = counters;
    }

    /**
     * Creates an empty cache.
     *
     * @param maximumWeight largest total weight
     * @param weigher weight of a value; positive, since values without weight are never evicted
     */
    public static <V> BoundedCache<V> of(long maximumWeight, ToIntFunction<? super V> weigher) {
        EvictionCounters counters = new EvictionCounters(key -> {});
        Cache<String, V> values = Caffeine.newBuilder()
                .maximumWeight(maximumWeight)
                .weigher((String key, V value) -> weigher.applyAsInt(value))
                .evictionListener(counters)
                // Maintenance runs on the caller's thread: no pool of ours, and nothing runs after the last call.
                .executor(Runnable::run)
                .build();
        return new BoundedCache<>(values, counters);
    }

    /** Returns the value of a key; null if there is none. */
    public @Nullable V get(String key) {
        return values.getIfPresent(key);
    }

    /**
     * Stores a value if a condition holds. The condition is evaluated and the value stored in one step: a {@link
     * #remove(String)} that begins after the condition has become false finds the value, or prevents it. That is not so
     * of {@link #clear()}, which may overlook a key that is being stored for the first time.
     *
     * @param condition must be short and must not call this cache
     * @return whether the value was stored
     */
    public boolean putIf(String key, V value, BooleanSupplier condition) {
        boolean[] stored = {false};
        values.asMap().compute(key, (k, old) -> {
            stored[0] = condition.getAsBoolean();
            return stored[0] ? value : old;
        });
        return stored[0];
    }

    /** Removes the value of a key. Returns whether there was one. */
    public boolean remove(String key) {
        return values.asMap().remove(key) != null;
    }

    /** Removes a value if it is still the one of the key. */
    public void remove(String key, V value) {
        values.asMap().remove(key, value);
    }

    /** Removes all values for which the condition holds. */
    public void removeIf(Predicate<? super V> condition) {
        values.asMap().values().removeIf(condition);
    }

    /** Removes all values. */
    public void clear() {
        values.invalidateAll();
    }

    /** Returns the approximate number of values. */
    public long size() {
        return values.estimatedSize();
    }

    /** Returns the current numbers of values and evictions. */
    public LocalStoreStatistics statistics() {
        values.cleanUp();
        var eviction = values.policy().eviction().orElseThrow();
        return new LocalStoreStatistics(
                values.estimatedSize(),
                eviction.weightedSize().orElse(0),
                eviction.getMaximum(),
                counters.evicted.sum(),
                counters.expired.sum());
    }
}
