package io.redoubt.cache.behind;

/** Encoded write: its id and its value in bytes. Immutable by contract: arrays are not copied. */
final class EncodedWrite {

    private final long id;
    private final byte[] body;

    EncodedWrite(long id, byte[] body) {
        this.id = id;
        this.body = body;
    }

    long id() {
        return id;
    }

    byte[] body() {
        return body;
    }
}
