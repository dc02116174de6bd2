package io.redoubt.api.cache;

import io.redoubt.api.TypeRef;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Read-through cache that stores values of one kind and loads missing values from a data source, such as a database.
 *
 * <pre>{@code
 * Region<String, Profile> profiles = cache.region(RegionSpec.of("profiles", Profile.class)
 *     .key("user:{id}:profile")
 *     .ttl(Duration.ofMinutes(30)));
 * Profile profile = profiles.get("42", repository::find);
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
 * <p><b>When Redis refuses</b> a read or a write, for example because its memory is full or the user lacks a right,
 * reads fall through to the loader in the same way. Writes and invalidations throw
 * {@link io.redoubt.api.StoreRejectedException}. In a cluster, keys of a master that is down or refuses do not affect
 * the others: bulk changes take effect on these, and the exception names the keys that failed.
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
    default @Nullable V get(K key, Loader<? super K, ? extends V> loader) {
        return fetch(key, loader).value();
    }

    /**
     * Returns the value of a key as {@link #get(Object, Loader)} does, with a loader that sets tags or a time to
     * live.
     */
    default @Nullable V get(K key, ContextLoader<? super K, ? extends V> loader) {
        return fetch(key, loader).value();
    }

    /** Returns the value of a key as {@link #get(Object, Loader)} does, together with its origin. */
    default LoadedValue<V> fetch(K key, Loader<? super K, ? extends V> loader) {
        return fetch(key, ContextLoader.<K, V>of(loader));
    }

    /** Returns the value of a key as {@link #get(Object, ContextLoader)} does, together with its origin. */
    LoadedValue<V> fetch(K key, ContextLoader<? super K, ? extends V> loader);

    /**
     * Returns the values of those keys that have one, in the order of the keys: the stored ones, and those from
     * one run of the loader for all missing keys. One round trip per node for the stored values.
     *
     * @param keys at most {@value CacheStore#MAX_BULK}; repeated keys count once
     */
    default Map<K, V> getAll(Collection<? extends K> keys, BulkLoader<K, ? extends V> loader) {
        return getAll(keys, BulkContextLoader.<K, V>of(loader));
    }

    /**
     * Returns the values as {@link #getAll(Collection, BulkLoader)} does, with a loader that sets tags or times to
     * live.
     */
    Map<K, V> getAll(Collection<? extends K> keys, BulkContextLoader<K, ? extends V> loader);

    /** Returns a view of this region that loads by itself. */
    LoadingRegion<K, V> withLoader(ContextLoader<? super K, ? extends V> loader);

    /** Returns a view of this region that loads by itself. */
    default LoadingRegion<K, V> withLoader(Loader<? super K, ? extends V> loader) {
        return withLoader(ContextLoader.<K, V>of(loader));
    }

    /**
     * Returns a view of this region that loads by itself: several keys by this loader; a single key by the loader of
     * {@link #withLoader}, if the region has one, and otherwise also by this one.
     */
    LoadingRegion<K, V> withBulkLoader(BulkContextLoader<K, ? extends V> loader);

    /** Returns a view of this region that loads by itself, as {@link #withBulkLoader(BulkContextLoader)} does. */
    default LoadingRegion<K, V> withBulkLoader(BulkLoader<K, ? extends V> loader) {
        return withBulkLoader(BulkContextLoader.<K, V>of(loader));
    }

    /** Returns a view of this region whose values are of another type, with the same entries. */
    default <W> Region<K, W> as(Class<W> type) {
        return as(TypeRef.of(type));
    }

    /**
     * Returns a view of this region whose values are of another type, with the same entries. An entry that cannot be
     * decoded as that type is a miss. Callers of one type share loads, in this process; callers of different types wait
     * for each other like different processes.
     */
    <W> Region<K, W> as(TypeRef<W> type);

    /** Returns the stored entry of a key without loading it. One round trip, or two after an invalidation by tag. */
    Lookup<V> lookup(K key);

    /**
     * Stores a value, and replaces an existing one.
     *
     * @param tags up to {@value #MAX_TAGS} tags whose invalidation makes the value invalid
     */
    void put(K key, V value, String... tags);

    /** Stores a value as {@link #put(Object, Object, String...)} does, with a time to live of its own. */
    void put(K key, V value, Duration ttl, String... tags);

    /**
     * Stores several values. One round trip for their tags, and one per node. Keys fail separately; the exception names
     * those that did, and the others are stored.
     *
     * @param values at most {@value CacheStore#MAX_BULK}
     * @param tags up to {@value #MAX_TAGS} tags of every value
     */
    void putAll(Map<? extends K, ? extends V> values, String... tags);

    /**
     * Stores a value unless there is a fresh one. A loader that is running for the key does not store its value then.
     *
     * @return the fresh value that was found; empty if the given one was stored
     */
    Optional<V> putIfAbsent(K key, V value, String... tags);

    /**
     * Records that no value exists, as if a loader had returned null.
     *
     * @throws io.redoubt.api.InvalidInputException if the region has no {@link RegionSpec#negativeTtl(Duration)}
     */
    void putNegative(K key, String... tags);

    /**
     * Removes the value of a key. After this call has returned, no value that was loaded or read from its source
     * before is stored or returned.
     *
     * @return whether anything was stored for the key, even if only a record that no value exists
     */
    boolean invalidate(K key);

    /**
     * Removes the values of several keys, as {@link #invalidate} does. One round trip per node. Keys fail separately;
     * the exception names those that did.
     *
     * @param keys at most {@value CacheStore#MAX_BULK}
     */
    void invalidateAll(Collection<? extends K> keys);

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

    /**
     * Returns a write-through with the default settings, as {@link #writeThrough(WriteThroughSettings, CacheWriter)}
     * does.
     */
    default WriteThrough<K, V> writeThrough(CacheWriter<? super K, ? super V> writer) {
        return writeThrough(WriteThroughSettings.defaults(), writer);
    }

    /**
     * Returns an object that writes values to their source and then into this region. Does no I/O.
     *
     * @param writer writes one value to its source
     */
    WriteThrough<K, V> writeThrough(WriteThroughSettings settings, CacheWriter<? super K, ? super V> writer);

    /**
     * Opens a write-behind with the default settings, as {@link #writeBehind(WriteBehindSettings, BatchWriter)} does.
     */
    default WriteBehind<K, V> writeBehind(BatchWriter<K, V> writer) {
        return writeBehind(WriteBehindSettings.defaults(), writer);
    }

    /**
     * Opens a queue that accepts writes immediately, and writes them to their source in the background. It starts to
     * write what any process has accepted, on its own threads; does no I/O on the caller's thread. A process opens at
     * most one per region name; it ends with {@link WriteBehind#close()}, or at the latest when the cache is closed.
     *
     * @param writer writes values to their source
     * @throws io.redoubt.api.ConfigurationException if one is open already, or the region cannot make keys of their
     *     texts; see {@link RegionSpec#keyedBy(Class, java.util.function.Function, java.util.function.Function)}
     */
    WriteBehind<K, V> writeBehind(WriteBehindSettings settings, BatchWriter<K, V> writer);

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
