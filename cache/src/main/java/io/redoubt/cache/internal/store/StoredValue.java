package io.redoubt.cache.internal.store;

import org.jspecify.annotations.Nullable;

/**
 * Encoded value of a key as it was read, with its remaining time to live. Immutable by contract: the bytes are not
 * copied.
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
