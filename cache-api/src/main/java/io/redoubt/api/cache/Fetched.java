package io.redoubt.api.cache;

import org.jspecify.annotations.Nullable;

/**
 * A value and how a region came by it. Immutable.
 *
 * @param value null where there is no such thing
 */
public record Fetched<V>(@Nullable V value, Origin origin) {

    /** How a region came by a value. */
    public enum Origin {
        /** It was stored and fresh. */
        CACHED,
        /** It was stored and past its end; its loader failed, was too slow, or loads it in the background. */
        STALE,
        /** It was loaded, by this caller or by one that it waited for. */
        LOADED,
        /**
         * It was loaded and not stored: it was invalidated meanwhile, its loader asked for that, there is no such thing and the
         * region does not remember that, or another process stores what it loads, or storing it failed.
         */
        LOADED_NOT_STORED,
        /** It was loaded because the store does not answer, and not stored. */
        LOADED_STORE_DOWN
    }
}
