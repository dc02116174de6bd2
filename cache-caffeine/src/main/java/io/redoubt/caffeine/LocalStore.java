package io.redoubt.caffeine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.redoubt.api.Ttl;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToIntBiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Values under keys in this process, each with its own time to live, bounded by their total weight.
 *
 * <p>Thread-safe; starts no thread. Changes of one key are atomic. When the bound is reached, the entries that are the least
 * likely to be used again are evicted, permanent ones included (Window TinyLFU: Einziger, Friedman, Manes, ACM TOS 2017).
 *
 * @param <V> the values; immutable, or changed only by {@link #updateOrRemove}, with a lock of their own for readers
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
     * An empty store.
     *
     * @param maximumWeight how much it may hold, in the unit of the weigher
     * @param weigher what an entry weighs; positive
     * @param nanoTime the monotonic clock by which entries expire
     */
    public static <V> LocalStore<V> bounded(
            long maximumWeight, ToIntBiFunction<String, V> weigher, LongSupplier nanoTime) {
        EvictionCounters counters = new EvictionCounters();
        Cache<String, CacheEntry<V>> entries = Caffeine.newBuilder()
                .maximumWeight(maximumWeight)
                .weigher((String key, CacheEntry<V> entry) -> weigher.applyAsInt(key, entry.value()))
                .expireAfter(new CacheEntryExpiry<V>())
                .ticker(nanoTime::getAsLong)
                .evictionListener(counters)
                // The caller's thread does the upkeep: no pool of ours, and nothing runs after the last call.
                .executor(Runnable::run)
                .build();
        return new LocalStore<>(entries, nanoTime, counters, maximumWeight);
    }

    /** The value under the key, or null. */
    public @Nullable V get(String key) {
        CacheEntry<V> entry = entries.getIfPresent(key);
        return entry == null ? null : entry.value();
    }

    /** The value under the key and the time that is left for it, together; null if there is no such key. */
    public @Nullable Timed<V> find(String key) {
        CacheEntry<V> entry = entries.getIfPresent(key);
        return entry == null ? null : timed(entry);
    }

    /** The time that is left for the key; empty if there is no such key. */
    public Optional<Ttl> ttl(String key) {
        return Optional.ofNullable(entries.getIfPresent(key)).map(entry -> entry.left(nanoTime.getAsLong()));
    }

    /** Puts a value under the key, whatever was there before. */
    public void put(String key, V value, Ttl ttl) {
        entries.put(key, entryOf(value, ttl));
    }

    /** Puts a value under the key unless there is one. Returns whether it was put. */
    public boolean putIfAbsent(String key, V value, Ttl ttl) {
        return entries.asMap().putIfAbsent(key, entryOf(value, ttl)) == null;
    }

    /** Removes the key. Returns whether there was one. */
    public boolean remove(String key) {
        return entries.asMap().remove(key) != null;
    }

    /** Gives the key another time to live. Returns whether there is such a key. */
    public boolean expire(String key, Ttl ttl) {
        return entries.asMap().computeIfPresent(key, (k, old) -> entryOf(old.value(), ttl)) != null;
    }

    /**
     * Changes the value under the key in one step and leaves its time to live as it is; creates it if there is none.
     *
     * @param absent what the change begins with where there is no value
     * @param ttl the time to live that the value gets if it is created
     * @param change the new value for the old one; short, and free of calls to this store; if it throws, nothing changes
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
     * Changes what is under the key in one step.
     *
     * @param change is given what is there, null for nothing, and returns what shall be there, null for nothing, or what it was given
     *     to leave that as it is; short, and free of calls to this store; if it throws, nothing changes
     */
    public void change(String key, Function<@Nullable Timed<V>, @Nullable Timed<V>> change) {
        entries.asMap().compute(key, (k, old) -> {
            Timed<V> before = old == null ? null : timed(old);
            Timed<V> after = change.apply(before);
            if (after == null) {
                return null;
            }
            return after.equals(before) ? old : entryOf(after.value(), after.left());
        });
    }

    private Timed<V> timed(CacheEntry<V> entry) {
        return new Timed<>(entry.value(), entry.left(nanoTime.getAsLong()));
    }

    /**
     * Changes the value under the key in one step and leaves its time to live as it is; creates it if there is none, and
     * removes it where nothing is left.
     *
     * @param ttl the time to live that the value gets if it is created
     * @param change is given the value, or null where there is none; returns it, changed in place, or another one, or null
     *     for none, and is weighed anew; short, and free of calls to this store; if it throws, it must have changed nothing
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

    /** The keys, as they come and go while they are looked at; read-only. */
    public Set<String> keys() {
        return Collections.unmodifiableSet(entries.asMap().keySet());
    }

    /** How much it holds at the moment, after what has ended was taken away. */
    public Fill fill() {
        entries.cleanUp();
        long weight = entries.policy()
                .eviction()
                .map(eviction -> eviction.weightedSize().orElse(0))
                .orElse(0L);
        return new Fill(
                entries.estimatedSize(), weight, maximumWeight, counters.evicted.sum(), counters.expired.sum());
    }

    /** How many entries were dropped so far to stay within the bound. */
    public long evicted() {
        return counters.evicted.sum();
    }

    private CacheEntry<V> entryOf(V value, Ttl ttl) {
        return CacheEntry.of(value, ttl, nanoTime.getAsLong());
    }
}
