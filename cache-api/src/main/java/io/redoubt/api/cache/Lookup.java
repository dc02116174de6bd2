package io.redoubt.api.cache;

import io.redoubt.api.RedoubtException;
import java.time.Duration;
import java.util.Optional;

/**
 * What a region has of a key, without loading it. Immutable.
 *
 * @param <V> the thing
 */
public sealed interface Lookup<V> {

    /** Where a value was found. */
    enum Source {
        /** In this process, in front of the store. */
        NEAR,
        /** In the store. */
        STORE
    }

    /**
     * A fresh value.
     *
     * @param age how long ago it was stored; empty where that is unknown, because another program wrote it
     */
    record Hit<V>(V value, Optional<Duration> age, Source source) implements Lookup<V> {}

    /** A value past its end, kept as a fallback. */
    record Stale<V>(V value, Duration age, Source source) implements Lookup<V> {}

    /** It is known that there is no such thing. */
    record Negative<V>(Duration age, Source source) implements Lookup<V> {}

    /** Nothing is known, or nothing that is still valid. */
    record Miss<V>() implements Lookup<V> {}

    /** The store did not answer, or is not to be trusted with this key before an invalidation has reached it. */
    record Unavailable<V>(RedoubtException reason) implements Lookup<V> {}
}
