package io.redoubt.cache;

import io.redoubt.api.cache.LoadedValue;
import java.time.Duration;

/**
 * Output of a loader for one in-flight load, not yet stored.
 *
 * @param tick the logical time when the loader began, see {@link InFlightLoads#tick()}
 * @param cost how long the loader took
 */
record CompletedLoad<K, V>(LoadPermit<K, V> permit, CollectingLoadContext<K, V> loadContext, long tick, Duration cost) {

    /** Completes the load with a result that is valid for calls which began before the loader did. */
    void complete(LoadedValue.Origin origin) {
        complete(origin, tick);
    }

    void complete(LoadedValue.Origin origin, long goodUntil) {
        permit.load().complete(new LoadResult.Loaded<>(new LoadedValue<>(loadContext.value(), origin), goodUntil));
    }
}
