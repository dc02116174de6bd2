package io.redoubt.cache.internal.region;

/** Source of reports about changes to the keys of regions. Thread-safe. */
interface ChangeSource extends AutoCloseable {

    /** Lets the changes of a region be reported to its tracker, from some time soon on. Does no I/O. */
    void subscribe(RegionChangeTracker tracker);

    /** Goes on with regions that are not subscribed to yet, if an attempt was lost, for example without memory. */
    void retry();

    /** Ends all reports. Idempotent. */
    @Override
    void close();
}
