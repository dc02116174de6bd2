package io.redoubt.cache;

import io.redoubt.api.cache.Fetched;
import java.time.Duration;

/**
 * Output of a loader for one in-flight load, not yet stored.
 *
 * @param tick the logical time when the loader began, see {@link InFlightLoads#tick()}
 * @param cost how long the loader took
 */
record CompletedLoad<K, V>(LoadPermit<K, V> permit, LoadContext<K, V> loadContext, long tick, Duration cost) {

    /** Completes the load with a result that is valid for calls which began before the loader did. */
    void complete(Fetched.Origin origin) {
        complete(origin, tick);
    }

    void complete(Fetched.Origin origin, long goodUntil) {
        permit.load().complete(new LoadResult.Loaded<>(new Fetched<>(loadContext.value(), origin), goodUntil));
    }
}
