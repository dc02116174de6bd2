package io.redoubt.caffeine;

import io.redoubt.api.Ttl;
import java.time.Duration;

/**
 * A value and when it ends.
 *
 * @param permanent whether it never does; the end has no meaning then
 * @param end monotonic nanoseconds
 */
record Stored<V>(V value, boolean permanent, long end) {

    static <V> Stored<V> of(V value, Ttl ttl, long now) {
        return ttl instanceof Ttl.Expiring expiring
                ? new Stored<>(value, false, now + expiring.duration().toNanos())
                : new Stored<>(value, true, 0);
    }

    Stored<V> withValue(V newValue) {
        return new Stored<>(newValue, permanent, end);
    }

    /** The time left, at least the shortest there is: what has ended is not here any more. */
    Ttl left(long now) {
        if (permanent) {
            return Ttl.permanent();
        }
        Duration left = Duration.ofNanos(end - now);
        return Ttl.of(left.compareTo(Ttl.MIN) < 0 ? Ttl.MIN : left);
    }
}
