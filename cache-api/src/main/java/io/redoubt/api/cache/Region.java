package io.redoubt.api.cache;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Read-through cache for values of one kind, which loads missing values from their source.
 *
 * <pre>{@code
 * Region<String, Profile> profiles = cache.region(RegionSpec.of("profiles", Profile.class)
 *     .key("user:{id}:profile")
 *     .ttl(Duration.ofMinutes(30)));
 * Profile profile = profiles.get("42", load -> repository.find(load.key()));
 * }</pre>
 *
 * <p>Thread-safe. <b>Single flight:</b> callers of this region object that miss the same key at the same time
 * share one run of one loader, and its value or failure; other processes wait for it while its lease lasts. A
 * caller shares a load only if nothing was invalidated between the start of that load and its own call.
 *
 * <p><b>Invalidation.</b> A value is stored only if, since the start of its load, its key and tags were not
 * invalidated and the region was not cleared, by any process or program. Otherwise it is returned to the callers
 * that waited for it, and not stored. Invalidated values are never returned, not even as a fallback.
 *
 * <p><b>Errors.</b> An unchecked exception of a loader is thrown unchanged to every caller that waited for the
 * load, a checked one as the cause of a {@link LoadFailedException}; nothing is stored then.
 *
 * <p><b>When Redis is down</b>, reads fall through to the loader, with as many loads at a time as
 * {@link RegionSpec#loadsWhileDown(int)} allows, and loaded values are not stored. Writes and invalidations throw
 * {@link io.redoubt.api.StoreUnavailableException}. A failed invalidation is repeated in the background until it
 * succeeds; until then this process does not use stored values of that key, tag or region. Other processes may go
 * on returning stored values until these expire.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public interface Region<K, V> {

    /** Maximum number of tags of one value. */
    int MAX_TAGS = 64;

    /**
     * Returns the value of a key: the stored one, or otherwise the loader's, which is then stored. If the loader
     * returns null, no value exists.
     *
     * @throws LoadFailedException if the loader threw a checked exception, requested the key that it is loading,
     *     or kept this caller waiting for longer than the hard timeout
     */
    default @Nullable V get(K key, Loader<K, ? extends V> loader) {
        return fetch(key, loader).value();
    }

    /** Returns the value of a key as {@link #get} does, together with its origin. */
    LoadedValue<V> fetch(K key, Loader<K, ? extends V> loader);

    /**
     * Returns the values of those keys that have one, in the order of the keys: the stored ones, and those from
     * one run of the loader for all missing keys. One round trip per node for the stored values.
     *
     * @param keys at most {@value CacheStore#MAX_BULK}; repeated keys count once
     */
    Map<K, V> getAll(Collection<? extends K> keys, BulkLoader<K, ? extends V> loader);

    /** Returns the stored entry of a key without loading it. One round trip, or two after an invalidation by tag. */
    Lookup<V> lookup(K key);

    /**
     * Stores a value, and replaces an existing one.
     *
     * @param tags up to {@value #MAX_TAGS} tags whose invalidation makes the value invalid
     */
    void put(K key, V value, String... tags);

    /**
     * Removes the value of a key. After this call has returned, no value that was loaded or read from its source
     * before is stored or returned.
     */
    void invalidate(K key);

    /**
     * Ends the time to live of a value, and keeps the value as a fallback where the region allows stale values;
     * removes it otherwise.
     */
    void markStale(K key);

    /** Removes all values with this tag. One command, regardless of their number. */
    default void invalidateTag(String tag) {
        invalidateTags(List.of(tag));
    }

    /**
     * Removes all values with at least one of these tags. One command, regardless of their number.
     *
     * @param tags 1 to {@value #MAX_TAGS}
     */
    void invalidateTags(Collection<String> tags);

    /** Removes all values of the region. One command, regardless of their number. */
    void clear();

    /** Returns the counters of this region object. Does no I/O. */
    RegionStatistics statistics();

    /**
     * Returns a warm-up of this region by a plan. It does nothing until {@link Warmup#run}, {@link Warmup#start}
     * or {@link Warmup#every} is called.
     */
    Warmup warmup(WarmupPlan<K, V> plan);

    /**
     * Returns the keys that this process has used most since this region object was created. Does no I/O.
     *
     * @param most number of keys per ranking, 1 to {@value HotKeys#MAX}
     */
    HotKeys hotKeys(int most);

    /** Returns the asynchronous view of this region. The same object every time. */
    AsyncRegion<K, V> async();
}
