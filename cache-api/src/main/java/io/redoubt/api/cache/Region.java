package io.redoubt.api.cache;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The cached copies of one kind of thing, loaded from their source when they are asked for and missing.
 *
 * <pre>{@code
 * Region<String, Profile> profiles = cache.region(RegionSpec.of("profiles", Profile.class)
 *     .key("user:{id}:profile")
 *     .ttl(Duration.ofMinutes(30)));
 * Profile profile = profiles.get("42", load -> repository.find(load.key()));
 * }</pre>
 *
 * <p>Thread-safe. <b>Single flight:</b> callers of this region object that miss the same key at the same time share one
 * run of one loader, and its value or failure; other processes wait for it while its lease lasts. A caller shares a load only
 * if nothing was invalidated between the start of that load and its own call.
 *
 * <p><b>Invalidation.</b> A value is stored only if since the start of its load neither its key nor one of its tags was
 * invalidated, nor the region cleared, by whatever process or program; otherwise it is returned to who waited for it, and
 * not stored. What has been invalidated is never returned, as a fallback neither.
 *
 * <p><b>Errors.</b> An unchecked exception of a loader reaches every caller who waited for it as it is, a checked one as the
 * cause of a {@link LoadFailedException}; nothing is stored then.
 *
 * <p><b>When Redis is down</b>, reads fall through to the loader, as many at a time as
 * {@link RegionSpec#loadsWhileDown(int)} allows, and what they load is not stored. Writes and invalidations throw
 * {@link io.redoubt.api.StoreUnavailableException}; an invalidation is then repeated in the background until it succeeds, and
 * until then this process takes nothing from the store for that key, tag or region. Other processes may go on returning what is
 * stored until it ends.
 *
 * @param <K> what identifies a thing
 * @param <V> the thing
 */
public interface Region<K, V> {

    /** The largest number of tags of one value. */
    int MAX_TAGS = 64;

    /**
     * The value of the key: the stored one, or else the loader's, which is then stored. A null of the loader means that there is
     * no such thing.
     *
     * @throws LoadFailedException if the loader threw a checked exception, asked for the key that it is loading, or kept
     *     this caller waiting for longer than the hard timeout
     */
    default @Nullable V get(K key, Loader<K, ? extends V> loader) {
        return fetch(key, loader).value();
    }

    /** The value of the key as {@link #get} returns it, and how the region came by it. */
    Fetched<V> fetch(K key, Loader<K, ? extends V> loader);

    /**
     * The values of those keys that have one, in the order of the keys: the stored ones, and those of one run of the loader for all
     * that are missing. One round trip a node for what is stored.
     *
     * @param keys at most {@value CacheStore#MAX_BULK}; repeated keys count once
     */
    Map<K, V> getAll(Collection<? extends K> keys, BulkLoader<K, ? extends V> loader);

    /** What there is of the key, without loading it. One round trip, or two after an invalidation by tag. */
    Lookup<V> lookup(K key);

    /**
     * Stores a value, whatever was there before.
     *
     * @param tags up to {@value #MAX_TAGS} that end the value when they are invalidated
     */
    void put(K key, V value, String... tags);

    /** Removes the value. Once this has returned, nothing that was loaded or read from its source before is stored or returned. */
    void invalidate(K key);

    /** Ends the value and keeps it as a fallback, where the region has a time for such values; removes it otherwise. */
    void expire(K key);

    /** Removes all values with this tag. One command, however many they are. */
    default void invalidateTag(String tag) {
        invalidateTags(List.of(tag));
    }

    /**
     * Removes all values with one or more of these tags. One command, however many they are.
     *
     * @param tags 1 to {@value #MAX_TAGS}
     */
    void invalidateTags(Collection<String> tags);

    /** Removes all values of the region. One command, however many they are. */
    void clear();

    /** What this region object has counted. Does no I/O. */
    RegionStatistics statistics();

    /**
     * What fills this region before it is asked. Does nothing by itself: {@link Warming#run}, {@link Warming#start} or
     * {@link Warming#every} begin it.
     */
    Warming warming(WarmPlan<K, V> plan);

    /**
     * The keys that this process uses most, since this region object was made. Does no I/O.
     *
     * @param most how many of each sort, 1 to {@value HotKeys#MOST}
     */
    HotKeys hotKeys(int most);

    /** The same region for callers who do not wait. The same object every time. */
    AsyncRegion<K, V> async();
}
