package io.redoubt.cache;

import io.redoubt.api.cache.Fetched;
import java.time.Duration;

/**
 * What a loader gave for one flight.
 *
 * @param tick when the loader began, see {@link InFlightLoads#tick()}
 * @param cost how long it took
 */
record CompletedLoad<K, V>(LoadPermit<K, V> permit, LoadContext<K, V> loadContext, long tick, Duration cost) {

    /** Lands it as something that is good for those who asked before the loader began. */
    void complete(Fetched.Origin origin) {
        complete(origin, tick);
    }

    void complete(Fetched.Origin origin, long goodUntil) {
        permit.load().complete(new LoadResult.Loaded<>(new Fetched<>(loadContext.value(), origin), goodUntil));
    }
}
