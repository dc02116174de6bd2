package io.redoubt.cache.internal.writebehind;

/** Factory that opens the storage for the write-behind queue of a given name. Thread-safe. */
@FunctionalInterface
interface PendingWriteStoreFactory {

    /** Opens the store of the pending writes of a name. */
    PendingWriteStore open(String name, int shards);
}
