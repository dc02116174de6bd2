package io.redoubt.cache.internal.region;

import java.time.Duration;

/**
 * Encoded cache entry that is ready to be stored: the bytes and a time to live. Immutable by contract: the bytes are
 * not copied.
 */
final class EncodedEntry {

    private final byte[] bytes;
    private final Duration life;

    EncodedEntry(byte[] bytes, Duration life) {
        this.bytes = bytes;
        this.life = life;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Returns the total time to live, including the grace period. */
    Duration life() {
        return life;
    }
}
