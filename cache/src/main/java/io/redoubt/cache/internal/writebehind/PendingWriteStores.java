package io.redoubt.cache.internal.writebehind;

/** Factory of the stores of pending writes. Thread-safe. */
@FunctionalInterface
interface PendingWriteStores {

    /** Opens the store of the pending writes of a name. */
    PendingWriteStore open(String name, int shards);
}
