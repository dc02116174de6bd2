package io.redoubt.topic;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.Codec;
import io.redoubt.redis.core.KeyPrefix;

/**
 * Settings of topics: codec, key prefix, and options for asynchronous calls. Immutable, thread-safe. Processes that
 * exchange messages use the same codec and prefix.
 *
 * @param codec the codec for messages
 * @param keyPrefix the prefix of every channel on the server; empty for none
 * @param async settings of asynchronous calls
 */
public record TopicSettings(Codec codec, String keyPrefix, AsyncSettings async) {

    /**
     * Validates the prefix.
     *
     * @throws io.redoubt.api.InvalidInputException with what is wrong
     */
    public TopicSettings {
        new KeyPrefix(keyPrefix);
    }
}
