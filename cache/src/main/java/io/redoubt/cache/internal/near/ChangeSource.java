package io.redoubt.cache.internal.near;

/** Source of notifications about changed keys, either Redis or the in-memory store. Thread-safe. */
public interface ChangeSource extends AutoCloseable {

    /** Lets the changes that a receiver requests be reported to it, from some time soon on. Does no I/O. Idempotent. */
    void subscribe(ChangeReceiver receiver);

    /** Ends all reports. Idempotent. */
    @Override
    void close();
}
