package io.redoubt.session;

import io.redoubt.api.Codec;
import io.redoubt.api.InvalidInputException;
import io.redoubt.api.session.SessionLimitPolicy;
import io.redoubt.redis.core.KeyPrefix;
import java.time.Duration;

/**
 * How sessions are set up. Immutable, thread-safe. All processes that share sessions use the same; where they differ, each
 * session keeps the times that it was created with, and the limit is that of the process which creates one.
 *
 * @param codec turns attributes into bytes
 * @param keyPrefix what stands before every key on the server; empty for none
 * @param idleTimeout after how long without use a session ends, 1 second to 30 days, to the millisecond
 * @param absoluteLifetime how long a session lives at most, the idle timeout to 365 days, to the millisecond
 * @param maxPerUser how many sessions a user may have, 1 to 100
 * @param policy what to do when a user who has that many begins another one
 */
public record SessionSettings(
        Codec codec,
        String keyPrefix,
        Duration idleTimeout,
        Duration absoluteLifetime,
        int maxPerUser,
        SessionLimitPolicy policy) {

    /** The idle timeout unless set otherwise: 30 minutes. */
    public static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofMinutes(30);

    /** The absolute lifetime unless set otherwise: 30 days. */
    public static final Duration DEFAULT_ABSOLUTE_LIFETIME = Duration.ofDays(30);

    /** How many sessions a user may have unless set otherwise: 5. */
    public static final int DEFAULT_MAX_PER_USER = 5;

    private static final Duration MIN_IDLE_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration MAX_IDLE_TIMEOUT = Duration.ofDays(30);
    private static final Duration MAX_ABSOLUTE_LIFETIME = Duration.ofDays(365);
    private static final int MAX_PER_USER = 100;

    /**
     * Checks everything.
     *
     * @throws InvalidInputException naming what is wrong and what is allowed
     */
    public SessionSettings {
        new KeyPrefix(keyPrefix);
        requireBetween("the idle timeout of sessions", idleTimeout, MIN_IDLE_TIMEOUT, MAX_IDLE_TIMEOUT);
        requireBetween("the absolute lifetime of sessions", absoluteLifetime, idleTimeout, MAX_ABSOLUTE_LIFETIME);
        if (maxPerUser < 1 || maxPerUser > MAX_PER_USER) {
            throw new InvalidInputException(
                    "the most sessions of a user must be between 1 and " + MAX_PER_USER + ": " + maxPerUser);
        }
    }

    /** 30 minutes idle, 30 days in all, 5 sessions a user of which the oldest is evicted. */
    public static SessionSettings defaults(Codec codec, String keyPrefix) {
        return new SessionSettings(
                codec,
                keyPrefix,
                DEFAULT_IDLE_TIMEOUT,
                DEFAULT_ABSOLUTE_LIFETIME,
                DEFAULT_MAX_PER_USER,
                SessionLimitPolicy.EVICT_OLDEST);
    }

    /** The milliseconds of an idle timeout that is given to one session. */
    static long idleMillis(Duration idleTimeout) {
        requireBetween("the idle timeout of a session", idleTimeout, MIN_IDLE_TIMEOUT, MAX_IDLE_TIMEOUT);
        return idleTimeout.toMillis();
    }

    private static void requireBetween(String description, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new InvalidInputException(description + " must be between " + min + " and " + max + ": " + value);
        }
    }
}
