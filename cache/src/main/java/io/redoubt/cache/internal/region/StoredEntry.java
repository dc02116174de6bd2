package io.redoubt.cache.internal.region;

import io.redoubt.api.RedoubtException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Cache entry as read from an {@link EntryStore}: the stored bytes and their remaining time to live. Immutable by
 * contract: the bytes are not copied.
 */
final class StoredEntry {

    private static final StoredEntry EMPTY = new StoredEntry(null, null, null);

    private final byte @Nullable [] bytes;
    private final @Nullable Duration left;
    private final @Nullable RedoubtException failure;
    /** The parsed content, once it was asked for. */
    private @Nullable Content content;

    private StoredEntry(byte @Nullable [] bytes, @Nullable Duration left, @Nullable RedoubtException failure) {
        this.bytes = bytes;
        this.left = left;
        this.failure = failure;
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
        return new StoredEntry(bytes, left, null);
    }

    /** Returns an entry that could not be read: the store gave no answer, or refused. */
    static StoredEntry unread(RedoubtException failure) {
        return new StoredEntry(null, null, failure);
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

    /** Returns whether the remaining time to live decides what the entry means: it is being loaded, or may be stale. */
    boolean dependsOnTtl() {
        Content parsed = content();
        return parsed instanceof LoadMarker
                || (parsed instanceof Value value && !value.header().grace().isZero());
    }

    Content content() {
        Content known = content;
        if (known == null) {
            known = failure == null ? contentOf(bytes) : new Unread(failure);
            content = known;
        }
        return known;
    }

    /** Parses the bytes under the key of an entry; null stands for an absent key. */
    static Content contentOf(byte @Nullable [] bytes) {
        if (bytes == null) {
            return new Empty();
        }
        if (bytes.length == 0 || bytes[0] != EnvelopeCodec.TILDE) {
            return new PlainValue();
        }
        if (EntryVersion.isLoadMarker(bytes) && bytes.length == EntryVersion.LENGTH) {
            return new LoadMarker(EntryVersion.of(bytes));
        }
        Value value = EnvelopeCodec.parse(bytes);
        return value == null ? new Unreadable() : value;
    }

    /** Parsed content of an entry. */
    sealed interface Content {}

    /** No content. */
    record Empty() implements Content {}

    /** Content that could not be read. */
    record Unread(RedoubtException reason) implements Content {}

    /** Load marker: the entry is being loaded. */
    record LoadMarker(EntryVersion version) implements Content {}

    /** Value that a region stored, with its envelope header. Immutable by contract: the payload is not copied. */
    static final class Value implements Content {

        private final EntryMetadata header;
        private final byte[] payload;

        Value(EntryMetadata header, byte[] payload) {
            this.header = header;
            this.payload = payload;
        }

        EntryMetadata header() {
            return header;
        }

        /** Returns the encoded value; empty for a negative entry. */
        byte[] payload() {
            return payload;
        }
    }

    /** Value without an envelope, written by another program. All of the bytes are input for the codec. */
    record PlainValue() implements Content {}

    /** Content that begins like an envelope but is in no format that this version of the program knows. */
    record Unreadable() implements Content {}
}
