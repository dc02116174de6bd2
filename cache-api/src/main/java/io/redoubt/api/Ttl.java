package io.redoubt.api;

import java.time.Duration;

/**
 * Time to live of stored data: a duration, or {@link #permanent()} for data that never expires.
 *
 * <p>Every write has one, so that nothing stays in the store by accident. Immutable, thread-safe. The precision is
 * one millisecond; the bounds are {@link #MIN} and {@link #MAX}.
 */
public sealed interface Ttl {

    /** The shortest time to live. */
    Duration MIN = Duration.ofMillis(1);

    /** The longest time to live: ten years of 365 days. For a longer time use {@link #permanent()}. */
    Duration MAX = Duration.ofDays(3650);

    /**
     * Time to live of limited duration.
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

    /** Unlimited time to live, until the data is deleted. */
    record Permanent() implements Ttl {
        @Override
        public String toString() {
            return "permanent";
        }
    }

    /**
     * Returns a time to live of this duration, counted by the store's clock from the moment of the write.
     * Fractions of a millisecond are cut off.
     *
     * @throws InvalidInputException if the duration is null, or not from {@link #MIN} to {@link #MAX}
     */
    static Ttl of(Duration duration) {
        if (duration == null) {
            throw missing();
        }
        return new Expiring(duration);
    }

    /**
     * Returns an unlimited time to live. Rejected for data that is ephemeral by nature: regions, sessions, limits,
     * locks.
     */
    static Ttl permanent() {
        return new Permanent();
    }

    /**
     * Returns the given time to live if it is not null: the check of every write.
     *
     * @throws InvalidInputException if it is null
     */
    static Ttl required(Ttl ttl) {
        if (ttl == null) {
            throw missing();
        }
        return ttl;
    }

    /**
     * Returns the duration of a time to live that must be limited, for data that is ephemeral.
     *
     * @param what the data that must expire, for the message
     * @throws InvalidInputException if the time to live is permanent
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
