package io.redoubt.cache.internal.region;

import org.jspecify.annotations.Nullable;

/**
 * Candidate for a near cache (a cache in this process): a value just read from an {@link EntryStore}. Immutable by
 * contract: the bytes are not copied.
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
