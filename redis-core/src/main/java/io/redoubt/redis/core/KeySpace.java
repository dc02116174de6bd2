package io.redoubt.redis.core;

import java.nio.charset.StandardCharsets;

/**
 * Namespace of one feature's Redis keys, all of which begin with the same prefix. Immutable, thread-safe.
 *
 * @param start the common start of the keys
 */
public record KeySpace(String start) {

    /** Returns the part of this key space that belongs to a name. The name must not contain a colon. */
    public KeySpace within(String name) {
        return new KeySpace(start + name + ":");
    }

    /** Returns the physical key of a logical key. */
    public byte[] key(String logical) {
        return (start + logical).getBytes(StandardCharsets.UTF_8);
    }
}
