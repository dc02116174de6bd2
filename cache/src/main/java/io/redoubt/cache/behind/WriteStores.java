package io.redoubt.cache.behind;

/** Factory of the stores that write-through and write-behind use. Thread-safe. */
interface WriteStores {

    /** Returns the pending writes of a name. */
    PendingWriteStore pendingWrites(String name, int shards);

    /** Returns the marks of the writers of a name. */
    LastWriterMarks lastWriterMarks(String name);

    /** Notifies the stores that the write-behind of a name was closed. */
    void writeBehindClosed(String name);
}
