package io.redoubt.cache.internal.writebehind;

/**
 * Write that a worker has taken from a write-behind queue and will apply to the data source.
 *
 * @param streamId the id of its entry in the shard's Redis stream; empty if embedded
 */
record PolledWrite(String streamId, String keyText, StoredWrite encoded) {

    long id() {
        return encoded.id();
    }
}
