package io.redoubt.redis.core;

import java.nio.charset.StandardCharsets;

/**
 * All physical keys that begin alike, and the way from a logical name to one of them. Immutable, thread-safe.
 *
 * @param start what they begin with
 */
public record KeySpace(String start) {

    /** The part of this space that belongs to a name; the name holds no colon. */
    public KeySpace within(String name) {
        return new KeySpace(start + name + ":");
    }

    /** The physical key of a logical one. */
    public byte[] key(String logical) {
        return (start + logical).getBytes(StandardCharsets.UTF_8);
    }
}
