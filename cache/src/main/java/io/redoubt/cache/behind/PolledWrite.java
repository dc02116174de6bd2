package io.redoubt.cache.behind;

/**
 * A write that was taken to be written.
 *
 * @param position where it stands in what waits
 */
record PolledWrite(String streamId, String keyText, EncodedWrite encoded) {

    long id() {
        return encoded.id();
    }
}
