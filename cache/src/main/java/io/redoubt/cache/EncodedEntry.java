package io.redoubt.cache;

import java.time.Duration;

/** A value as it is stored. Immutable by contract: the bytes are not copied. */
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

    /** How long it is there in all. */
    Duration life() {
        return life;
    }
}
