package io.redoubt.cache;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a region stores with a value. Immutable. Times to live are counted by the store alone: the header says how long the value
 * was to be there when it was stored, the store how long it will be there yet.
 *
 * @param version tells this value from every other
 * @param negative whether it says that there is no such thing
 * @param schema the version of the form of the value
 * @param life how long it was to be there in all, grace included
 * @param grace how long of that it is stale
 * @param cost how long it took to load
 * @param guard the guard when the stamps were read, before it was stored
 * @param region the stamp of the region then
 * @param tags the tags it ends with, and their stamps then
 */
record EnvelopeHeader(
        EntryToken version,
        boolean negative,
        int schema,
        Duration life,
        Duration grace,
        Duration cost,
        InvalidationVersion regionVersion,
        InvalidationVersion clearVersion,
        Map<String, InvalidationVersion> tags) {

    /**
     * Whether it is before its end.
     *
     * @param left how long it will be there; null for ever, because somebody took its end away
     */
    boolean isFresh(@Nullable Duration left) {
        return left == null || left.compareTo(grace) > 0;
    }

    /**
     * How long ago it was stored; empty where that is unknown, because somebody gave it another end.
     *
     * @param left how long it will be there; null for ever
     */
    Optional<Duration> age(@Nullable Duration left) {
        return left == null || left.compareTo(life) > 0 ? Optional.empty() : Optional.of(life.minus(left));
    }
}
