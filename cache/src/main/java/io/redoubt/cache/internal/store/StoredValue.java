package io.redoubt.cache.internal.store;

import org.jspecify.annotations.Nullable;

/**
 * Encoded cache value as read from a {@link ValueStore}, together with the remaining time to live of the value.
 * Immutable by contract: the bytes are not copied.
 *
 * @param bytes null if the key does not exist
 * @param remainingNanos remaining time to live; zero if it has ended or is not known, {@link Long#MAX_VALUE} if the
 *     value does not expire, or none exists
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record StoredValue(byte @Nullable [] bytes, long remainingNanos) {

    /** Result for a key that does not exist. */
    static final StoredValue ABSENT = new StoredValue(null, Long.MAX_VALUE);
}
