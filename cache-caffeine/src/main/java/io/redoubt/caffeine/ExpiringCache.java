package io.redoubt.caffeine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Bounded cache of immutable values in this process, based on Caffeine, in which each value says itself when it
 * expires. Thread-safe; starts no thread. At the bound, the values least likely to be used again are evicted (Window
 * TinyLFU: Einziger, Friedman, Manes, ACM TOS 2017).
 *
 * @param <V> type of the values
 */
public final class ExpiringCache<V extends ExpiringCache.Expiring> {

    private final Cache<String, V> values;
    private final EvictionCounters counters;

    private ExpiringCache(Cache<String, V> values, EvictionCounters counters) {
        this.values = values;
        this.counters = counters;
    }

    /** Value with a time at which it expires. */
    public interface Expiring {

        /** Returns the time at which the value expires, by the clock of the cache, in nanoseconds. */
        long endNanos();
    }

    /**
     * Creates an empty cache.
     *
     * @param maximumWeight largest total weight
     * @param weigher weight of a value; not negative
     * @param nanoTime the monotonic clock by which values expire
     */
    public static <V extends Expiring> ExpiringCache<V> bounded(
            long maximumWeight, ToIntFunction<? super V> weigher, LongSupplier nanoTime) {
        EvictionCounters counters = new EvictionCounters();
        Cache<String, V> values = Caffeine.newBuilder()
                .maximumWeight(maximumWeight)
                .weigher((String key, V value) -> weigher.applyAsInt(value))
                .expireAfter(new EndOfValue<V>())
                .ticker(nanoTime::getAsLong)
                .evictionListener(counters)
                // Maintenance runs on the caller's thread: no pool of ours, and nothing runs after the last call.
                .executor(Runnable::run)
                .build();
        return new ExpiringCache<>(values, counters);
    }

    /** Returns the value of a key; null if there is none. */
    public @Nullable V get(String key) {
        return values.getIfPresent(key);
    }

    /**
     * Stores a value if a condition holds. The condition is evaluated and the value stored in one step: a removal of
     * the key that begins after the condition has become false finds the value, or prevents it.
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
        values.asMap().computeIfPresent(key, (k, current) -> current == value ? null : current);
    }

    /** Removes all values for which the condition holds. */
    public void removeIf(Predicate<? super V> condition) {
        values.asMap().values().removeIf(condition);
    }

    /** Removes all values. */
    public void clear() {
        values.invalidateAll();
    }

    /** Returns the current numbers of values and evictions, after removing what has expired. */
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

    /** Policy that expires each value at its own time. Reads do not change that time. */
    private static final class EndOfValue<V extends Expiring> implements Expiry<String, V> {

        @Override
        public long expireAfterCreate(String key, V value, long nowNanos) {
            return Math.max(0, value.endNanos() - nowNanos);
        }

        @Override
        public long expireAfterUpdate(String key, V value, long nowNanos, long leftNanos) {
            return Math.max(0, value.endNanos() - nowNanos);
        }

        @Override
        public long expireAfterRead(String key, V value, long nowNanos, long leftNanos) {
            return leftNanos;
        }
    }
}
