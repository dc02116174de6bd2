package io.redoubt.cache;

import org.jspecify.annotations.Nullable;

/**
 * Parsed content of an entry key: nothing, a load marker, a value, or unreadable bytes. Immutable by contract:
 * payloads are not copied.
 */
sealed interface EntryContent {

    /** No content. */
    record Empty() implements EntryContent {}

    /** Load marker: the entry is being loaded. */
    record LoadMarker(EntryToken token) implements EntryContent {}

    /** Value that a region stored, with its envelope header. */
    final class Value implements EntryContent {

        private final EnvelopeHeader header;
        private final byte[] payload;

        Value(EnvelopeHeader header, byte[] payload) {
            this.header = header;
            this.payload = payload;
        }

        EnvelopeHeader header() {
            return header;
        }

        /** Returns the encoded value; empty for a negative entry. */
        byte[] payload() {
            return payload;
        }
    }

    /** Value without an envelope, written by another program. All of it is input for the codec. */
    final class PlainValue implements EntryContent {

        private final byte[] payload;

        PlainValue(byte[] payload) {
            this.payload = payload;
        }

        byte[] payload() {
            return payload;
        }
    }

    /** Content that begins like an envelope but is in no format that this version of the program knows. */
    record Unreadable() implements EntryContent {}

    /** Parses the content of a stored entry. */
    static EntryContent of(StoredEntry stored) {
        return of(stored.bytes());
    }

    /** Parses the bytes of an entry key; null stands for an absent key. */
    static EntryContent of(byte @Nullable [] bytes) {
        if (bytes == null) {
            return new Empty();
        }
        if (bytes.length == 0 || bytes[0] != EnvelopeCodec.TILDE) {
            return new PlainValue(bytes);
        }
        if (EntryToken.isLoadMarker(bytes) && bytes.length == EntryToken.LENGTH) {
            return new LoadMarker(EntryToken.of(bytes));
        }
        Value value = EnvelopeCodec.parse(bytes);
        return value == null ? new Unreadable() : value;
    }
}
