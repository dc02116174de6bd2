package io.redoubt.cache.internal.region;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Metadata of a cache entry, such as the time to live and the tags, stored in front of the encoded value. Immutable.
 * Only the store counts down times to live: the header records the total at the time of storing, and the store reports
 * what remains.
 *
 * @param version identifies this value
 * @param negative whether this is a negative entry: the source has no value
 * @param schema the schema version of the encoded value
 * @param life the total time to live when stored, including the grace period
 * @param grace how much of it the value is stale
 * @param cost how long the load took
 * @param regionVersion the region version that was read before the value was stored
 * @param clearVersion the clear version at that time
 * @param tags the tags that invalidate the value, with their versions at that time
 */
record EntryMetadata(
        EntryVersion version,
        boolean negative,
        int schema,
        Duration life,
        Duration grace,
        Duration cost,
        TagVersion regionVersion,
        TagVersion clearVersion,
        Map<String, TagVersion> tags) {

    /**
     * Returns whether the value is fresh.
     *
     * @param left the remaining time to live; null if another program has removed it
     */
    boolean isFresh(@Nullable Duration left) {
        return left == null || left.compareTo(grace) > 0;
    }

    /**
     * Returns the age of the value; empty if unknown, because another program has changed its time to live.
     *
     * @param left the remaining time to live; null if it does not expire
     */
    Optional<Duration> age(@Nullable Duration left) {
        return left == null || left.compareTo(life) > 0 ? Optional.empty() : Optional.of(life.minus(left));
    }
}
