package io.redoubt.cache.internal.region;

import io.redoubt.api.cache.LoadedValue;

/**
 * Result of one attempt to load a value into a cache region: the value, a failure, or the reason why there was no load.
 * Immutable.
 */
sealed interface LoadResult<V> {

    /**
     * Returns a logical time of the region, see {@link InFlightLoads#tick()}. The result contains nothing that was
     * invalidated before this time, so it is valid for every call that began before it.
     */
    long tick();

    /** The loader returned a value, or reported that the source has none. */
    record Loaded<V>(LoadedValue<V> fetched, long tick) implements LoadResult<V> {}

    /** Another loader had already stored a value. */
    record Found<V>(ReadResult.Value<V> value, long tick) implements LoadResult<V> {}

    /** The load failed. */
    record Failed<V>(Throwable failure, long tick) implements LoadResult<V> {}

    /**
     * The load was not run, since the same run of the loader had failed for another key. Other callers that joined it
     * start it again.
     */
    record Abandoned<V>(Throwable failure) implements LoadResult<V> {
        @Override
        public long tick() {
            return Long.MIN_VALUE;
        }
    }

    /**
     * The refresh was skipped: another owner holds the refresh lease, because it is refreshing the value or failed
     * to do so recently.
     */
    record RefreshSkipped<V>(long tick) implements LoadResult<V> {}

    /**
     * The calling thread on which the load ran was interrupted. Other callers that joined the load are not
     * affected and start it again.
     */
    record Interrupted<V>(Throwable failure) implements LoadResult<V> {
        @Override
        public long tick() {
            return Long.MIN_VALUE;
        }
    }
}
