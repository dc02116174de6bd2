package io.redoubt.api.cache;

import org.jspecify.annotations.Nullable;

/**
 * Value returned by a cache region, together with its origin: fresh or stale from a cache, or newly loaded. The cache
 * is that of the region, or the near cache in this process. Immutable.
 *
 * @param value null where no value exists
 */
public record LoadedValue<V>(@Nullable V value, Origin origin) {

    /** Origin of a value that a region returned. */
    public enum Origin {
        /** The value was stored and fresh. */
        CACHED,
        /** The value was in the near cache of this process, and has not changed in the store. */
        NEAR,
        /** The value was in the near cache of this process; the store is unavailable, so it may be outdated. */
        NEAR_STORE_DOWN,
        /** The value was stored and stale. Its loader failed, was too slow, or is loading it in the background. */
        STALE,
        /** The value was loaded, by this caller or by one for which this caller waited. */
        LOADED,
        /**
         * The value was loaded and not stored: it was invalidated during the load, its loader asked not to store
         * it, no value exists and the region does not remember that, another process stores what it loads, storing
         * failed, or the store refused a read or the load.
         */
        LOADED_NOT_STORED,
        /** The value was loaded because the store is unavailable, and not stored. */
        LOADED_STORE_DOWN
    }
}
