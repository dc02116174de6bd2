package io.redoubt.session;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.Codec;
import io.redoubt.api.InvalidInputException;
import io.redoubt.api.RangeValidation;
import io.redoubt.api.session.SessionEventPublishing;
import io.redoubt.api.session.SessionNearCacheSettings;
import io.redoubt.api.session.SessionOverflowPolicy;
import io.redoubt.redis.core.KeyPrefix;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a session store: codec, key prefix, timeouts, and the maximum number of sessions per user. Immutable,
 * thread-safe. All processes that share sessions should use the same settings. Where they differ, each session keeps
 * the times with which it was created, and the session limit is that of the process that creates a session.
 *
 * @param codec the codec for attributes
 * @param keyPrefix the prefix of every key on the server; empty for none
 * @param idleTimeout the time without use after which a session ends, 1 second to 30 days, to the millisecond
 * @param absoluteLifetime the maximum lifetime of a session, from the idle timeout to 365 days, to the millisecond
 * @param maxPerUser the maximum number of sessions per user, 1 to 100
 * @param policy what happens when a user at the limit begins another session
 * @param rotationGrace how long {@code find} finds a session by the id that it had before a rotation, for requests that
 *     were under way with it; up to one minute, zero for not at all. Such a find does not count as use, the session
 *     that it returns has the old id and handle, and the old id is good for nothing else. It ends early if the session
 *     is rotated again
 * @param events whether events are published
 * @param async settings of asynchronous calls
 * @param nearCache settings of the near cache of sessions, on Redis only; null for none. Processes that share sessions
 *     may have different ones
 */
public record SessionSettings(
        Codec codec,
        String keyPrefix,
        Duration idleTimeout,
        Duration absoluteLifetime,
        int maxPerUser,
        SessionOverflowPolicy policy,
        Duration rotationGrace,
        SessionEventPublishing events,
        AsyncSettings async,
        @Nullable SessionNearCacheSettings nearCache) {

    /** The default idle timeout: 30 minutes. */
    public static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofMinutes(30);

    /** The default absolute lifetime: 30 days. */
    public static final Duration DEFAULT_ABSOLUTE_LIFETIME = Duration.ofDays(30);

    /** The default maximum number of sessions per user: 5. */
    public static final int DEFAULT_MAX_PER_USER = 5;

    private static final Duration MIN_IDLE_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration MAX_IDLE_TIMEOUT = Duration.ofDays(30);
    private static final Duration MAX_ABSOLUTE_LIFETIME = Duration.ofDays(365);
    private static final Duration MAX_ROTATION_GRACE = RotationScripts.RECORD_LIFE;
    private static final int MAX_PER_USER = 100;

    /**
     * Validates all settings.
     *
     * @throws InvalidInputException with the invalid setting and the allowed range
     */
    public SessionSettings {
        new KeyPrefix(keyPrefix);
        RangeValidation.required("the idle timeout of sessions", idleTimeout, MIN_IDLE_TIMEOUT, MAX_IDLE_TIMEOUT);
        RangeValidation.required(
                "the absolute lifetime of sessions", absoluteLifetime, idleTimeout, MAX_ABSOLUTE_LIFETIME);
        RangeValidation.required("the most sessions of a user", maxPerUser, 1, MAX_PER_USER);
        RangeValidation.required("the grace of replaced session ids", rotationGrace, Duration.ZERO, MAX_ROTATION_GRACE);
    }

    /** Creates settings without a near cache. */
    public SessionSettings(
            Codec codec,
            String keyPrefix,
            Duration idleTimeout,
            Duration absoluteLifetime,
            int maxPerUser,
            SessionOverflowPolicy policy,
            Duration rotationGrace,
            SessionEventPublishing events,
            AsyncSettings async) {
        this(codec, keyPrefix, idleTimeout, absoluteLifetime, maxPerUser, policy, rotationGrace, events, async, null);
    }

    /** Creates settings with events, without a rotation grace, and with the defaults of asynchronous calls. */
    public SessionSettings(
            Codec codec,
            String keyPrefix,
            Duration idleTimeout,
            Duration absoluteLifetime,
            int maxPerUser,
            SessionOverflowPolicy policy) {
        this(
                codec,
                keyPrefix,
                idleTimeout,
                absoluteLifetime,
                maxPerUser,
                policy,
                Duration.ZERO,
                SessionEventPublishing.ON,
                AsyncSettings.defaults());
    }

    /**
     * Returns the default settings: 30 minutes idle timeout, 30 days lifetime, 5 sessions per user, of which the
     * oldest is evicted.
     */
    public static SessionSettings defaults(Codec codec, String keyPrefix) {
        return new SessionSettings(
                codec,
                keyPrefix,
                DEFAULT_IDLE_TIMEOUT,
                DEFAULT_ABSOLUTE_LIFETIME,
                DEFAULT_MAX_PER_USER,
                SessionOverflowPolicy.EVICT_OLDEST);
    }

    /** Returns the milliseconds of an idle timeout for a single session, after a check of its range. */
    static long idleMillis(Duration idleTimeout) {
        RangeValidation.required("the idle timeout of a session", idleTimeout, MIN_IDLE_TIMEOUT, MAX_IDLE_TIMEOUT);
        return idleTimeout.toMillis();
    }
}
