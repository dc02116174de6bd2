package io.redoubt.redis.spi;

import java.util.List;

/**
 * Subscription made on a {@link PushConnection}, either to Pub/Sub channels or to changes of keys with given prefixes.
 */
public sealed interface PushSubscription {

    /** Subscription to the messages of at least one channel. */
    record Messages(List<PubSubChannel> channels) implements PushSubscription {

        public Messages {
            channels = List.copyOf(channels);
            if (channels.isEmpty()) {
                throw new IllegalArgumentException("a subscription needs at least one channel");
            }
        }
    }

    /**
     * Subscription to invalidation messages for changed keys ({@code CLIENT TRACKING ON BCAST PREFIX}, over RESP3).
     *
     * @param prefixes the prefixes of the keys; none may start with another, because the server would refuse that
     */
    record Invalidations(List<byte[]> prefixes) implements PushSubscription {

        public Invalidations {
            prefixes = List.copyOf(prefixes);
            if (prefixes.isEmpty()) {
                throw new IllegalArgumentException("tracking needs at least one prefix");
            }
        }
    }
}
