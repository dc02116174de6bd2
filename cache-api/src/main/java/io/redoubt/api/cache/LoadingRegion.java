package io.redoubt.api.cache;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Cache region with a default loader, so that callers need to pass only the key.
 *
 * <pre>{@code
 * LoadingRegion<String, Profile> profiles = cache.region(spec).withLoader(repository::find);
 * Profile profile = profiles.get("42");
 * }</pre>
 *
 * <p>It is a view of the region that created it: both have the same entries, share loads, and are thread-safe. Values
 * are refreshed in the background by this loader, also if a call passes another one.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public interface LoadingRegion<K, V> extends Region<K, V> {

    /** Returns the value of a key as {@link Region#get(Object, Loader)} does, with the loader of this region. */
    default @Nullable V get(K key) {
        return fetch(key).value();
    }

    /** Returns the value of a key as {@link #get(Object)} does, together with its origin. */
    LoadedValue<V> fetch(K key);

    /**
     * Returns the values of those keys that have one, as {@link Region#getAll(Collection, BulkLoader)} does, with the
     * bulk loader of this region; without one, the loader is called for each missing key in turn.
     */
    Map<K, V> getAll(Collection<? extends K> keys);
}
