package io.redoubt.cache.internal.store;

import io.redoubt.api.StoreRejectedException;

/**
 * Factory that creates exceptions for cache operations on a value of the wrong type, and for reads of a set with too
 * many members. The messages are the same on Redis and in memory.
 */
final class StoreRejectedExceptions {

    private StoreRejectedExceptions() {}

    static StoreRejectedException tooManyMembers(String key, long size, int max) {
        return new StoreRejectedException(
                "the set '" + key + "' has " + size + " members, and at most " + max
                        + " are read at once: ask for single ones with contains, or keep several smaller sets",
                "LIMIT",
                null);
    }

    /** Returns the embedded store's exception for a value of the wrong type, in the words of Redis. */
    static StoreRejectedException wrongType(String key) {
        return new StoreRejectedException(
                "'" + key + "': WRONGTYPE Operation against a key holding the wrong kind of value. Use another key, or"
                        + " delete what is there",
                "WRONGTYPE",
                null);
    }
}
