package io.redoubt.cache;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One caller's wish for an entry, and what it saw of it.
 *
 * @param began the region's moment when the call began, see {@link InFlightLoads#now()}
 * @param view what it read since then
 * @param guard the guard that it read with that
 */
record LoadRequest<V>(long startTick, ReadResult<V> result, @Nullable InvalidationVersion regionVersion) {

    boolean isStoreUnavailable() {
        return result instanceof ReadResult.Unavailable;
    }

    /** Whether what the load rests on was still there when this call read it: nothing was invalidated between the two then. */
    boolean sawUnchanged(@Nullable ValiditySnapshot snapshot) {
        return snapshot != null && snapshot.token().equals(result.token()) && Objects.equals(snapshot.regionVersion(), regionVersion);
    }
}
