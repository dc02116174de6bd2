package io.redoubt.cache.behind;

/**
 * Pending write that was read from a shard to be written to the source.
 *
 * @param streamId the id of its entry in the shard's Redis stream; empty if embedded
 */
record PolledWrite(String streamId, String keyText, EncodedWrite encoded) {

    long id() {
        return encoded.id();
    }
}
