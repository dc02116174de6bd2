package io.redoubt.redis.core.driver;

import io.redoubt.redis.RedisSettings;
import java.time.Duration;
import java.util.Optional;

/** Active subscription to key changes, based on Redis client-side caching ({@code CLIENT TRACKING}). Thread-safe. */
public interface TrackingSubscription extends Subscription {

    /**
     * Returns whether every master has acknowledged that it reports changes, and no connection has been lost since.
     * False from the moment of a loss, before {@link TrackingListener#onGap()} is called, until changes are
     * reported again. Values read while this is false must not be cached.
     */
    @Override
    boolean armed();

    /**
     * Returns how long ago a master last answered on its connection, by a report or by the answer to a heartbeat; of
     * several masters, the one that has been silent longest. About {@link RedisSettings#heartbeat()} at most while all
     * connections work; it grows while one is lost. Empty after the end, and where there are no connections.
     */
    default Optional<Duration> sinceHeartbeat() {
        return Optional.empty();
    }
}
