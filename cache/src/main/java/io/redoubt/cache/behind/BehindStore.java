package io.redoubt.cache.behind;

/** Where what writers leave is kept. Thread-safe. */
interface BehindStore {

    /** What waits under a name. */
    Backlog backlog(String name, int shards);

    /** The marks of the writers of a name. */
    Marks marks(String name);

    /** The write-behind of a name was closed. */
    void closed(String name);
}
