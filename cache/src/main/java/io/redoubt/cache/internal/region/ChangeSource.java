package io.redoubt.cache.internal.region;

/**
 * Interface to a source of change notifications for cache entries: either Redis or the in-memory store. Thread-safe.
 */
interface ChangeSource extends AutoCloseable {

    /** Lets the changes of a region be reported to its tracker, from some time soon on. Does no I/O. Idempotent. */
    void subscribe(RegionChangeTracker tracker);

    /** Ends all reports. Idempotent. */
    @Override
    void close();
}
