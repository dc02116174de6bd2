package io.redoubt.cache.internal.writebehind;

/**
 * Stored form of a write in a write-behind queue: the id of the write and the encoded value. Immutable by contract: the
 * bytes are not copied.
 */
final class StoredWrite {

    private final long id;
    private final byte[] body;

    StoredWrite(long id, byte[] body) {
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
