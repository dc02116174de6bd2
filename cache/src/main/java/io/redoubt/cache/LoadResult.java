package io.redoubt.cache;

import io.redoubt.api.cache.Fetched;

/** How a load ended. Immutable. */
sealed interface LoadResult<V> {

    /**
     * A moment of the region, see {@link InFlightLoads#tick()}: what was invalidated before it is not in this landing. So it is good for
     * every call that began before.
     */
    long tick();

    /** The loader gave a value, or said that there is none. */
    record Loaded<V>(Fetched<V> fetched, long tick) implements LoadResult<V> {}

    /** Somebody else had loaded it. */
    record Found<V>(ReadResult.Value<V> value, long tick) implements LoadResult<V> {}

    /** No value came of it. */
    record Failed<V>(Throwable failure, long tick) implements LoadResult<V> {}

    /** Somebody else refreshes the value, or has failed at it a short time ago. */
    record RefreshSkipped<V>(long tick) implements LoadResult<V> {}

    /** The caller on whose thread it ran was interrupted. That concerns nobody else. */
    record Interrupted<V>(Throwable failure) implements LoadResult<V> {
        @Override
        public long tick() {
            return Long.MIN_VALUE;
        }
    }
}
