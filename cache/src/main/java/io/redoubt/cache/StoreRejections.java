package io.redoubt.cache;

import io.redoubt.api.StoreRejectedException;

/** What a store refuses, in the same words wherever the data is. */
final class StoreRejections {

    private StoreRejections() {}

    static StoreRejectedException tooManyMembers(String key, long size, int max) {
        return new StoreRejectedException(
                "the set '" + key + "' has " + size + " members, and at most " + max
                        + " are read at once: ask for single ones with contains, or keep several smaller sets",
                "LIMIT",
                null);
    }

    /** The embedded store's refusal, in the words of Redis. */
    static StoreRejectedException wrongType(String key) {
        return new StoreRejectedException(
                "'" + key + "': WRONGTYPE Operation against a key holding the wrong kind of value. Use another key, or"
                        + " delete what is there",
                "WRONGTYPE",
                null);
    }
}
