package io.redoubt.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Raw content of an entry key as of one moment: its bytes and its remaining time to live. Immutable by contract:
 * the bytes are not copied.
 */
final class StoredEntry {

    private static final StoredEntry EMPTY = new StoredEntry(null, null);

    private final byte @Nullable [] bytes;
    private final @Nullable Duration left;

    private StoredEntry(byte @Nullable [] bytes, @Nullable Duration left) {
        this.bytes = bytes;
        this.left = left;
    }

    static StoredEntry empty() {
        return EMPTY;
    }

    /**
     * Returns an entry with content.
     *
     * @param left the remaining time to live; null if it does not expire
     */
    static StoredEntry of(byte[] bytes, @Nullable Duration left) {
        return new StoredEntry(bytes, left);
    }

    /** Returns the stored bytes; null if the entry is empty. */
    byte @Nullable [] bytes() {
        return bytes;
    }

    /** Returns the remaining time to live; null if the entry is empty or does not expire. */
    @Nullable
    Duration left() {
        return left;
    }

    /** Returns the fingerprint of the content; null if the entry is empty. */
    @Nullable
    ContentFingerprint fingerprint() {
        return bytes == null ? null : ContentFingerprint.of(bytes);
    }
}
