package io.redoubt.caffeine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.redoubt.api.Ttl;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToIntBiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * In-process key-value store based on Caffeine, with a time to live per entry and a maximum total weight of all
 * entries.
 *
 * <p>Thread-safe; starts no thread. Changes of one key are atomic. At the bound, the entries least likely to be
 * used again are evicted, permanent ones included (Window TinyLFU: Einziger, Friedman, Manes, ACM TOS 2017).
 *
 * @param <V> type of the values; immutable, or changed only by {@link #updateOrRemove}, with a lock of their own
 *     for readers
 */
public final class LocalStore<V> {

    private final Cache<String, CacheEntry<V>> entries;
    private final LongSupplier nanoTime;
    private final EvictionCounters counters;
    private final long maximumWeight;

    private LocalStore(
            Cache<String, CacheEntry<V>> entries,
            LongSupplier nanoTime,
            EvictionCounters counters,
            long maximumWeight) {
        this.entries = entries;
        this.nanoTime = nanoTime;
        this.counters = counters;
        this.maximumWeight = maximumWeight;
    }

    /**
     * Creates an empty store.
     *
     * @param maximumWeight largest total weight, in the unit of the weigher
     * @param weigher weight of an entry; positive
     * @param nanoTime the monotonic clock by which entries expire
     */
    public static <V> LocalStore<V> bounded(
            long maximumWeight, ToIntBiFunction<String, V> weigher, LongSupplier nanoTime) {
        return bounded(maximumWeight, weigher, nanoTime, key -> {});
    }

    /**
     * Creates an empty store that tells which keys are evicted or expire.
     *
     * @param maximumWeight largest total weight, in the unit of the weigher
     * @param weigher weight of an entry; positive
     * @param nanoTime the monotonic clock by which entries expire
     * @param dropped is called with each such key before it is gone; must be short, must not throw and must not call
     *     this store
     */
    public static <V> LocalStore<V> bounded(
            long maximumWeight, ToIntBiFunction<String, V> weigher, LongSupplier nanoTime, Consumer<String> dropped) {
        EvictionCounters counters = new EvictionCounters(dropped);
        Cache<String, CacheEntry<V>> entries = Caffeine.newBuilder()
                .maximumWeight(maximumWeight)
                .weigher((String key, CacheEntry<V> entry) -> weigher.applyAsInt(key, entry.value()))
                .expireAfter(new CacheEntryExpiry<V>())
                .ticker(nanoTime::getAsLong)
                .evictionListener(counters)
                // Maintenance runs on the caller's thread: no pool of ours, and nothing runs after the last call.
                .executor(Runnable::run)
                .build();
        return new LocalStore<>(entries, nanoTime, counters, maximumWeight);
    }

    /** Returns the value of a key, or null. */
    public @Nullable V get(String key) {
        CacheEntry<V> entry = entries.getIfPresent(key);
        return entry == null ? null : entry.value();
    }

    /** Returns the value of a key together with its remaining time to live; null if the key does not exist. */
    public @Nullable ValueWithRemainingTtl<V> find(String key) {
        CacheEntry<V> entry = entries.getIfPresent(key);
        return entry == null ? null : timed(entry);
    }

    /** Returns the remaining time to live of a key; empty if the key does not exist. */
    public Optional<Ttl> ttl(String key) {
        return Optional.ofNullable(entries.getIfPresent(key)).map(entry -> entry.left(nanoTime.getAsLong()));
    }

    /** Stores a value under a key, and replaces an existing one. */
    public void put(String key, V value, Ttl ttl) {
        entries.put(key, entryOf(value, ttl));
    }

    /** Stores a value under a key unless the key exists. Returns whether it was stored. */
    public boolean putIfAbsent(String key, V value, Ttl ttl) {
        return entries.asMap().putIfAbsent(key, entryOf(value, ttl)) == null;
    }

    /** Removes a key. Returns whether it existed. */
    public boolean remove(String key) {
        return entries.asMap().remove(key) != null;
    }

    /** Replaces the time to live of a key. Returns whether the key exists. */
    public boolean expire(String key, Ttl ttl) {
        return entries.asMap().computeIfPresent(key, (k, old) -> entryOf(old.value(), ttl)) != null;
    }

    /**
     * Changes the value of a key atomically without changing its time to live; creates the key if it does not
     * exist.
     *
     * @param absent the value to which the change is applied if the key does not exist
     * @param ttl the time to live of a created value
     * @param change computes the new value from the old one; must be short and must not call this store; if it
     *     throws, nothing changes
     * @return the new value
     */
    public V update(String key, V absent, Ttl ttl, UnaryOperator<V> change) {
        CacheEntry<V> after = entries.asMap()
                .compute(
                        key,
                        (k, old) -> old == null
                                ? entryOf(change.apply(absent), ttl)
                                : old.withValue(change.apply(old.value())));
        return after.value();
    }

    /**
     * Replaces or removes the entry of a key atomically.
     *
     * @param change receives the current value and time to live, or null if the key does not exist. Returns the
     *     new ones, null to remove the key, or its argument to leave the entry unchanged. Must be short and must
     *     not call this store; if it throws, nothing changes
     */
    public void change(
            String key, Function<@Nullable ValueWithRemainingTtl<V>, @Nullable ValueWithRemainingTtl<V>> change) {
        entries.asMap().compute(key, (k, old) -> {
            ValueWithRemainingTtl<V> before = old == null ? null : timed(old);
            ValueWithRemainingTtl<V> after = change.apply(before);
            if (after == null) {
                return null;
            }
            return after.equals(before) ? old : entryOf(after.value(), after.left());
        });
    }

    private ValueWithRemainingTtl<V> timed(CacheEntry<V> entry) {
        return new ValueWithRemainingTtl<>(entry.value(), entry.left(nanoTime.getAsLong()));
    }

    /**
     * Changes the value of a key atomically without changing its time to live; creates the key if it does not
     * exist, and removes it if the change returns null.
     *
     * @param ttl the time to live of a created value
     * @param change receives the value, or null if the key does not exist. Returns that value, possibly changed in
     *     place, another one, or null for none; the result is weighed again. Must be short and must not call this
     *     store; if it throws, it must have changed nothing
     */
    public void updateOrRemove(String key, Ttl ttl, Function<@Nullable V, @Nullable V> change) {
        entries.asMap().compute(key, (k, old) -> {
            V after = change.apply(old == null ? null : old.value());
            if (after == null) {
                return null;
            }
            return old == null ? entryOf(after, ttl) : old.withValue(after);
        });
    }

    /** Returns a live, read-only view of the keys. */
    public Set<String> keys() {
        return Collections.unmodifiableSet(entries.asMap().keySet());
    }

    /** Returns the current size, after expired entries have been removed. */
    public LocalStoreStatistics fill() {
        entries.cleanUp();
        long weight = entries.policy()
                .eviction()
                .map(eviction -> eviction.weightedSize().orElse(0))
                .orElse(0L);
        return new LocalStoreStatistics(
                entries.estimatedSize(), weight, maximumWeight, counters.evicted.sum(), counters.expired.sum());
    }

    /** Returns the number of entries evicted so far to stay within the bound. */
    public long evicted() {
        return counters.evicted.sum();
    }

    private CacheEntry<V> entryOf(V value, Ttl ttl) {
        return CacheEntry.of(value, ttl, nanoTime.getAsLong());
    }
}
