package io.redoubt.cache;

import io.redoubt.api.cache.Fetched;
import java.time.Duration;

/**
 * What a loader gave for one flight.
 *
 * @param tick when the loader began, see {@link Flights#tick()}
 * @param cost how long it took
 */
record Loaded<K, V>(Claimed<K, V> claimed, Draft<K, V> draft, long tick, Duration cost) {

    /** Lands it as something that is good for those who asked before the loader began. */
    void land(Fetched.Origin origin) {
        land(origin, tick);
    }

    void land(Fetched.Origin origin, long goodUntil) {
        claimed.flight().land(new Landing.Loaded<>(new Fetched<>(draft.value(), origin), goodUntil));
    }
}
