package io.redoubt.cache;

import org.jspecify.annotations.Nullable;

/** What the bytes in a cell of a region are. Immutable by contract: payloads are not copied. */
sealed interface Content {

    /** Nothing. */
    record Empty() implements Content {}

    /** The marker of somebody who loads the entry. */
    record Marker(Mark mark) implements Content {}

    /** A value that a region stored. */
    final class Value implements Content {

        private final Header header;
        private final byte[] payload;

        Value(Header header, byte[] payload) {
            this.header = header;
            this.payload = payload;
        }

        Header header() {
            return header;
        }

        /** What the codec made of it; nothing where it is known that there is no such thing. */
        byte[] payload() {
            return payload;
        }
    }

    /** A value that another program wrote: all of it is for the codec. */
    final class Bare implements Content {

        private final byte[] payload;

        Bare(byte[] payload) {
            this.payload = payload;
        }

        byte[] payload() {
            return payload;
        }
    }

    /** Neither JSON nor anything that this version of the program wrote. */
    record Unreadable() implements Content {}

    /** What a cell holds. */
    static Content of(Cell cell) {
        return of(cell.bytes());
    }

    /** What these bytes are. */
    static Content of(byte @Nullable [] bytes) {
        if (bytes == null) {
            return new Empty();
        }
        if (bytes.length == 0 || bytes[0] != Envelope.TILDE) {
            return new Bare(bytes);
        }
        if (Mark.isMarker(bytes) && bytes.length == Mark.LENGTH) {
            return new Marker(Mark.of(bytes));
        }
        Value value = Envelope.parse(bytes);
        return value == null ? new Unreadable() : value;
    }
}
