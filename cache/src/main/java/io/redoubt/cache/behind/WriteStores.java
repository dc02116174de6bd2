package io.redoubt.cache.behind;

/** Where what writers leave is kept. Thread-safe. */
interface WriteStores {

    /** What waits under a name. */
    PendingWriteStore pendingWrites(String name, int shards);

    /** The marks of the writers of a name. */
    LastWriterMarks lastWriterMarks(String name);

    /** The write-behind of a name was closed. */
    void writeBehindClosed(String name);
}
