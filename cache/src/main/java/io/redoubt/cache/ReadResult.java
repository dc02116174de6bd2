package io.redoubt.cache;

import io.redoubt.api.StoreUnavailableException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a region may make of what it read of an entry. Immutable. */
sealed interface ReadResult<V> {

    /** By what one recognizes later that this is still there; null where it cannot be recognized, or there is nothing. */
    default @Nullable EntryToken token() {
        return null;
    }

    /**
     * A value that nobody has invalidated.
     *
     * @param value null where it is known that there is no such thing
     * @param version null where another program wrote it
     * @param age empty where it is unknown
     * @param freshNanos how long it is before its end, or, as a negative number, past it
     * @param cost how long it took to load; zero where that is unknown
     */
    record Value<V>(@Nullable V value, @Nullable EntryToken version, Optional<Duration> age, long freshNanos, Duration cost)
            implements ReadResult<V> {

        @Override
        public @Nullable EntryToken token() {
            return version;
        }

        boolean isFresh() {
            return freshNanos > 0;
        }
    }

    /**
     * Nothing, or nothing that is of any use.
     *
     * @param replace the trace of what is there; null where nothing is
     */
    record Absent<V>(@Nullable ContentFingerprint replace) implements ReadResult<V> {}

    /** The marker of somebody who loads the entry, in this process or another. */
    record Loading<V>(EntryToken marker, Duration left) implements ReadResult<V> {
        @Override
        public EntryToken token() {
            return marker;
        }
    }

    /** The store did not answer, or is not to be trusted with this entry for now. */
    record Unavailable<V>(StoreUnavailableException reason) implements ReadResult<V> {}
}
