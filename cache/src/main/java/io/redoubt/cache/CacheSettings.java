package io.redoubt.cache;

import io.redoubt.api.Codec;
import io.redoubt.api.InvalidInputException;

/**
 * How a cache store is set up. Immutable.
 *
 * @param codec turns values into bytes
 * @param keyPrefix what stands before every key on the server; empty for none
 * @param maxValueBytes the largest encoded value, 1 byte to 64 MiB; larger ones are refused
 */
public record CacheSettings(Codec codec, String keyPrefix, int maxValueBytes) {

    /** The largest encoded value unless set otherwise: 1 MiB. */
    public static final int DEFAULT_MAX_VALUE_BYTES = 1 << 20;

    private static final int MAX_VALUE_BYTES = 64 << 20;

    public CacheSettings {
        if (maxValueBytes < 1 || maxValueBytes > MAX_VALUE_BYTES) {
            throw new InvalidInputException(
                    "maxValueBytes must be between 1 and " + MAX_VALUE_BYTES + ": " + maxValueBytes);
        }
    }
}
