package io.redoubt.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a cell of a region holds at one moment. Immutable by contract: the bytes are not copied. */
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
     * A cell that holds something.
     *
     * @param left how long it will be there; null for ever
     */
    static StoredEntry of(byte[] bytes, @Nullable Duration left) {
        return new StoredEntry(bytes, left);
    }

    /** Null where it is empty. */
    byte @Nullable [] bytes() {
        return bytes;
    }

    /** How long it will be there; null where it is empty, or for ever. */
    @Nullable
    Duration left() {
        return left;
    }

    /** Tells what it holds from everything else that it might; null where it is empty. */
    @Nullable
    ContentFingerprint fingerprint() {
        return bytes == null ? null : ContentFingerprint.of(bytes);
    }
}
