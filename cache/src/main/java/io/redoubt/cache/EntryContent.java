package io.redoubt.cache;

import org.jspecify.annotations.Nullable;

/** What the bytes in a cell of a region are. Immutable by contract: payloads are not copied. */
sealed interface EntryContent {

    /** Nothing. */
    record Empty() implements EntryContent {}

    /** The marker of somebody who loads the entry. */
    record LoadMarker(EntryToken token) implements EntryContent {}

    /** A value that a region stored. */
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

        /** What the codec made of it; nothing where it is known that there is no such thing. */
        byte[] payload() {
            return payload;
        }
    }

    /** A value that another program wrote: all of it is for the codec. */
    final class PlainValue implements EntryContent {

        private final byte[] payload;

        PlainValue(byte[] payload) {
            this.payload = payload;
        }

        byte[] payload() {
            return payload;
        }
    }

    /** Neither JSON nor anything that this version of the program wrote. */
    record Unreadable() implements EntryContent {}

    /** What a cell holds. */
    static EntryContent of(StoredEntry stored) {
        return of(stored.bytes());
    }

    /** What these bytes are. */
    static EntryContent of(byte @Nullable [] bytes) {
        if (bytes == null) {
            return new Empty();
        }
        if (bytes.length == 0 || bytes[0] != Envelope.TILDE) {
            return new PlainValue(bytes);
        }
        if (EntryToken.isLoadMarker(bytes) && bytes.length == EntryToken.LENGTH) {
            return new LoadMarker(EntryToken.of(bytes));
        }
        Value value = Envelope.parse(bytes);
        return value == null ? new Unreadable() : value;
    }
}
