package io.redoubt.cache.internal.writebehind;

/** Factory that opens the {@link PendingWriteStore} of a write-behind queue by its name. Thread-safe. */
@FunctionalInterface
interface PendingWriteStores {

    /** Opens the store of the pending writes of a name. */
    PendingWriteStore open(String name, int shards);
}
