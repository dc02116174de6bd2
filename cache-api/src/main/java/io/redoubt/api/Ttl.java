package io.redoubt.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long something is kept: a time to live, or, spelled out, for ever.
 *
 * <p>Every write names one, so that nothing stays in the store by accident. Immutable, thread-safe. Precision is the
 * millisecond; the bounds are {@link #MIN} and {@link #MAX}.
 */
public sealed interface Ttl {

    /** The shortest time to live. */
    Duration MIN = Duration.ofMillis(1);

    /** The longest time to live: ten years of 365 days. What is to stay longer is {@link #permanent()}. */
    Duration MAX = Duration.ofDays(3650);

    /**
     * Kept for a time.
     *
     * @param duration whole milliseconds, from {@link #MIN} to {@link #MAX}
     */
    record Expiring(Duration duration) implements Ttl {

        public Expiring {
            if (duration.compareTo(MIN) < 0 || duration.compareTo(MAX) > 0) {
                throw new InvalidInputException("time to live must be from 1 ms to 3650 days, but is " + duration
                        + ": pass a positive duration, or Ttl.permanent() where the value must never expire");
            }
            duration = Duration.ofMillis(duration.toMillis());
        }

        @Override
        public String toString() {
            return duration.toString();
        }
    }

    /** Kept until it is deleted. */
    record Permanent() implements Ttl {
        @Override
        public String toString() {
            return "permanent";
        }
    }

    /**
     * Kept for a time, counted by the store's clock from the moment of the write. Fractions of a millisecond are cut off.
     *
     * @throws InvalidInputException if the duration is missing, or not from {@link #MIN} to {@link #MAX}
     */
    static Ttl of(@Nullable Duration duration) {
        if (duration == null) {
            throw missing();
        }
        return new Expiring(duration);
    }

    /** Kept until it is deleted. Refused for what is ephemeral by its nature: regions, sessions, limits, locks. */
    static Ttl permanent() {
        return new Permanent();
    }

    /**
     * This, if it is there at all: the check of every write.
     *
     * @throws InvalidInputException if it is null
     */
    static Ttl required(@Nullable Ttl ttl) {
        if (ttl == null) {
            throw missing();
        }
        return ttl;
    }

    /**
     * The duration of a time to live that must end, for kinds of things that are ephemeral.
     *
     * @param what the thing that is to expire, for the message
     * @throws InvalidInputException if it is permanent
     */
    default Duration expiring(String what) {
        if (this instanceof Expiring expiring) {
            return expiring.duration();
        }
        throw new InvalidInputException(what + " cannot be permanent: pass Ttl.of(duration)");
    }

    private static InvalidInputException missing() {
        return new InvalidInputException(
                "time to live is missing (null): pass Ttl.of(duration), or Ttl.permanent() where the value must never"
                        + " expire");
    }
}
