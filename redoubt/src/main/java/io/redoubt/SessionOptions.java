package io.redoubt;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.Codec;
import io.redoubt.api.session.SessionEventPublishing;
import io.redoubt.api.session.SessionNearCacheSettings;
import io.redoubt.api.session.SessionOverflowPolicy;
import io.redoubt.session.SessionSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Mutable holder of the session settings that a {@link RedoubtSettings.Builder} collects, such as timeouts and the
 * session limit per user. Not thread-safe.
 */
final class SessionOptions {

    private Duration idleTimeout = SessionSettings.DEFAULT_IDLE_TIMEOUT;
    private Duration lifetime = SessionSettings.DEFAULT_ABSOLUTE_LIFETIME;
    private int maxPerUser = SessionSettings.DEFAULT_MAX_PER_USER;
    private SessionOverflowPolicy overflowPolicy = SessionOverflowPolicy.EVICT_OLDEST;
    private Duration rotationGrace = Duration.ZERO;
    private SessionEventPublishing events = SessionEventPublishing.ON;
    private @Nullable SessionNearCacheSettings nearCache;

    void idleTimeout(Duration value) {
        idleTimeout = value;
    }

    void lifetime(Duration value) {
        lifetime = value;
    }

    void maxPerUser(int value) {
        maxPerUser = value;
    }

    void overflowPolicy(SessionOverflowPolicy value) {
        overflowPolicy = value;
    }

    void rotationGrace(Duration value) {
        rotationGrace = value;
    }

    void events(SessionEventPublishing value) {
        events = value;
    }

    void nearCache(SessionNearCacheSettings value) {
        nearCache = value;
    }

    SessionOptions copy() {
        SessionOptions copy = new SessionOptions();
        copy.idleTimeout = idleTimeout;
        copy.lifetime = lifetime;
        copy.maxPerUser = maxPerUser;
        copy.overflowPolicy = overflowPolicy;
        copy.rotationGrace = rotationGrace;
        copy.events = events;
        copy.nearCache = nearCache;
        return copy;
    }

    /**
     * Returns the settings of the session store.
     *
     * @throws io.redoubt.api.InvalidInputException with what is out of its bounds
     */
    SessionSettings settings(Codec codec, String keyPrefix, AsyncSettings async) {
        return new SessionSettings(
                codec,
                keyPrefix,
                idleTimeout,
                lifetime,
                maxPerUser,
                overflowPolicy,
                rotationGrace,
                events,
                async,
                nearCache);
    }
}
