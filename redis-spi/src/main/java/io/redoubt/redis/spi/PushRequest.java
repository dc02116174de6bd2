package io.redoubt.redis.spi;

import java.util.List;

/** What a server is asked to tell. */
public sealed interface PushRequest {

    /** Messages on channels; at least one. */
    record Messages(List<Channel> channels) implements PushRequest {

        public Messages {
            channels = List.copyOf(channels);
            if (channels.isEmpty()) {
                throw new IllegalArgumentException("a subscription needs at least one channel");
            }
        }
    }

    /**
     * Which keys change ({@code CLIENT TRACKING ON BCAST PREFIX}, over RESP3).
     *
     * @param prefixes what the keys begin with; none begins with another, which the server would refuse
     */
    record Invalidations(List<byte[]> prefixes) implements PushRequest {

        public Invalidations {
            prefixes = List.copyOf(prefixes);
            if (prefixes.isEmpty()) {
                throw new IllegalArgumentException("tracking needs at least one prefix");
            }
        }
    }
}
