package io.redoubt.caffeine;

import io.redoubt.api.Ttl;

/**
 * Value read from a {@link LocalStore}, together with the remaining time to live of the value. Immutable if the value
 * is.
 *
 * @param left remaining time to live at the moment of the read
 */
public record ValueWithRemainingTtl<V>(V value, Ttl left) {}
