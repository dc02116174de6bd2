package io.redoubt.cache.internal.region;

/** Source of reports about changes to the keys of regions. Thread-safe. */
interface ChangeSource extends AutoCloseable {

    /** Lets the changes of a region be reported to its tracker, from some time soon on. Does no I/O. Idempotent. */
    void subscribe(RegionChangeTracker tracker);

    /** Ends all reports. Idempotent. */
    @Override
    void close();
}
