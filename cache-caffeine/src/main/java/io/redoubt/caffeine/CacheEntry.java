package io.redoubt.caffeine;

import io.redoubt.api.Ttl;
import java.time.Duration;

/**
 * Cached value in a {@link LocalStore}, together with the time at which the value expires.
 *
 * @param permanent whether the value never expires; {@code endNanos} has no meaning then
 * @param endNanos expiry time, in monotonic nanoseconds
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

    /** Returns the remaining time to live, at least {@link Ttl#MIN}, since an expired entry is no longer visible. */
    Ttl left(long nowNanos) {
        if (permanent) {
            return Ttl.permanent();
        }
        Duration left = Duration.ofNanos(endNanos - nowNanos);
        return Ttl.of(left.compareTo(Ttl.MIN) < 0 ? Ttl.MIN : left);
    }
}
