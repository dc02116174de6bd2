package io.redoubt.cache.internal.region;

import org.jspecify.annotations.Nullable;

/**
 * Value just read from the store, which may be copied into the near cache of this process. Immutable by contract: the
 * bytes are not copied.
 *
 * @param header the metadata of the value; null if another program wrote it
 * @param payload the encoded value; empty for a negative entry
 * @param validBy the region version by which the value was found valid; null if another program wrote it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record NearCandidate<V>(
        String entry,
        ReadResult.Value<V> read,
        @Nullable EntryMetadata header,
        byte[] payload,
        @Nullable TagVersion validBy) {}
