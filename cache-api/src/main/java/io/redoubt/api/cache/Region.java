package io.redoubt.api.cache;

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
 * run of one loader, and its value or failure. A caller shares a load only if nothing was put or invalidated through this
 * region object between the start of that load and its own call; the result of a load that was overtaken so is returned to
 * who waited for it, and not stored.
 *
 * <p><b>Errors.</b> An unchecked exception of a loader reaches every caller who waited for it as it is, a checked one as the
 * cause of a {@link LoadFailedException}; nothing is stored then.
 *
 * <p><b>When Redis is down</b> methods throw {@link io.redoubt.api.StoreUnavailableException}, with one exception: a value
 * that was loaded and cannot be stored is returned, and the failure logged.
 *
 * @param <K> what identifies a thing
 * @param <V> the thing
 */
public interface Region<K, V> {

    /**
     * The value of the key: the stored one, or else the loader's, which is then stored for the region's time to live. A
     * null of the loader means that there is no such thing; it is returned and not stored.
     *
     * <p>A caller waits for another's load of the same key for at most 30 seconds.
     *
     * @throws LoadFailedException if the loader threw a checked exception, asked for the key that it is loading, or kept
     *     this caller waiting for too long
     */
    @Nullable
    V get(K key, Loader<K, ? extends V> loader);

    /** Stores a value for the region's time to live, whatever was there before. */
    void put(K key, V value);

    /** Removes the value. Once this has returned, no load of this region object that began before it is stored. */
    void invalidate(K key);
}
