package io.redoubt.caffeine;

import io.redoubt.api.Ttl;

/**
 * A value and how long it is kept yet. Immutable if the value is.
 *
 * @param left as of the moment when it was asked for
 */
public record Timed<V>(V value, Ttl left) {}
