package io.redoubt.cache;

import io.redoubt.api.StoreUnavailableException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a region may make of what it read of an entry. Immutable. */
sealed interface View<V> {

    /** By what one recognizes later that this is still there; null where it cannot be recognized, or there is nothing. */
    default @Nullable Mark mark() {
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
    record Value<V>(@Nullable V value, @Nullable Mark version, Optional<Duration> age, long freshNanos, Duration cost)
            implements View<V> {

        @Override
        public @Nullable Mark mark() {
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
    record Gap<V>(@Nullable Trace replace) implements View<V> {}

    /** The marker of somebody who loads the entry, in this process or another. */
    record InLoad<V>(Mark marker, Duration left) implements View<V> {
        @Override
        public Mark mark() {
            return marker;
        }
    }

    /** The store did not answer, or is not to be trusted with this entry for now. */
    record Blind<V>(StoreUnavailableException reason) implements View<V> {}
}
