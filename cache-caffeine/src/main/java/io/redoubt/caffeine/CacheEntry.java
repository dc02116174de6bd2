package io.redoubt.caffeine;

import io.redoubt.api.Ttl;
import java.time.Duration;

/**
 * A value and when it ends.
 *
 * @param permanent whether it never does; the end has no meaning then
 * @param endNanos monotonic nanoseconds
 */
record CacheEntry<V>(V value, boolean permanent, long endNanos) {

    static <V> CacheEntry<V> of(V value, Ttl ttl, long nowNanos) {
        return ttl instanceof Ttl.Expiring expiring
                ? new CacheEntry<>(value, false, nowNanos + expiring.duration().toNanos())
                : new CacheEntry<>(value, true, 0);
    }

    CacheEntry<V> withValue(V newValue) {
        return new CacheEntry<>(newValue, permanent, endNanos);
    }

    /** The time left, at least the shortest there is: what has ended is not here any more. */
    Ttl left(long nowNanos) {
        if (permanent) {
            return Ttl.permanent();
        }
        Duration left = Duration.ofNanos(endNanos - nowNanos);
        return Ttl.of(left.compareTo(Ttl.MIN) < 0 ? Ttl.MIN : left);
    }
}
