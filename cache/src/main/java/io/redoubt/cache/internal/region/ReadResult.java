package io.redoubt.cache.internal.region;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.StoreUnavailableException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Result of reading one cache entry: a valid value, no usable value, a load in progress, or an unavailable store.
 * Immutable.
 */
sealed interface ReadResult<V> {

    /**
     * Returns the version by which a later read can tell that the entry has not changed; null if there is none, or
     * nothing is stored.
     */
    default @Nullable EntryVersion version() {
        return null;
    }

    /**
     * A value that has not been invalidated, fresh or stale.
     *
     * @param value null for a negative entry: the source is known to have no value
     * @param version null if another program wrote the value
     * @param age empty if unknown
     * @param freshNanos nanoseconds until the value becomes stale; negative if it is stale already
     * @param cost how long the load took; zero if unknown
     */
    record Value<V>(
            @Nullable V value, @Nullable EntryVersion version, Optional<Duration> age, long freshNanos, Duration cost)
            implements ReadResult<V> {

        boolean isFresh() {
            return freshNanos > 0;
        }

        /** Returns the same with another object as its value. */
        Value<V> withValue(V other) {
            return new Value<>(other, version, age, freshNanos, cost);
        }

        /** Returns the same value as one that is no longer fresh. */
        Value<V> asStale() {
            return new Value<>(value, version, age, -1, cost);
        }
    }

    /**
     * No usable value: the entry is empty, invalid or unreadable.
     *
     * @param replace fingerprint of the unusable content; null if the entry is empty
     */
    record Absent<V>(@Nullable ContentFingerprint replace) implements ReadResult<V> {}

    /**
     * A load of the entry is in progress, in this process or another.
     *
     * @param version the load marker
     * @param left how long the load marker will remain at most
     */
    record Loading<V>(EntryVersion version, Duration left) implements ReadResult<V> {}

    /**
     * The store did not answer or refused, or its content is not trusted at present because an invalidation is pending.
     *
     * @param silent whether the store gave no answer for the entry. An invalidation cannot be noticed then
     */
    record Unavailable<V>(RedoubtException reason, boolean silent) implements ReadResult<V> {

        /** Returns the result of a read of the entry that failed. */
        static <V> Unavailable<V> unread(RedoubtException reason) {
            return new Unavailable<>(reason, reason instanceof StoreUnavailableException);
        }

        /** Returns the result for an entry that is not trusted, whatever it holds. */
        static <V> Unavailable<V> untrusted(RedoubtException reason) {
            return new Unavailable<>(reason, false);
        }
    }
}
