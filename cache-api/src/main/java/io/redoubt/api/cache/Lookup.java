package io.redoubt.api.cache;

import io.redoubt.api.RedoubtException;
import java.time.Duration;
import java.util.Optional;

/**
 * Result of looking up a key in a cache region without calling a loader. It is a fresh value, a stale value, a stored
 * note that no value exists, a miss, or an unavailable store. Immutable.
 *
 * @param <V> type of the values
 */
public sealed interface Lookup<V> {

    /** Returns the value that was found, fresh or stale. */
    default Optional<V> value() {
        return this instanceof Hit<V> hit
                ? Optional.of(hit.found())
                : this instanceof Stale<V> stale ? Optional.of(stale.found()) : Optional.empty();
    }

    /** Place where a value was found. */
    enum Source {
        /** In this process, in a cache in front of the store. */
        NEAR,
        /** In the store. */
        STORE
    }

    /**
     * Fresh value.
     *
     * @param age time since the value was stored; empty where unknown, because another program wrote it
     */
    record Hit<V>(V found, Optional<Duration> age, Source source) implements Lookup<V> {}

    /** Value past its time to live that is kept as a fallback. */
    record Stale<V>(V found, Duration age, Source source) implements Lookup<V> {}

    /** Entry that records that no value exists. */
    record Negative<V>(Duration age, Source source) implements Lookup<V> {}

    /** No entry, or none that is still valid. */
    record Miss<V>() implements Lookup<V> {}

    /**
     * The store did not reply or refused, or its entry for this key cannot be trusted because an invalidation has not
     * reached it yet.
     */
    record Unavailable<V>(RedoubtException reason) implements Lookup<V> {}
}
