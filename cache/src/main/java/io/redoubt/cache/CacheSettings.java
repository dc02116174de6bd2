package io.redoubt.cache;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.Codec;
import io.redoubt.api.InvalidInputException;
import io.redoubt.api.cache.NearCacheSettings;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a cache store: codec, key prefix, maximum value size, and options for asynchronous calls and near
 * caches. Immutable.
 *
 * @param codec converts values to bytes and back
 * @param keyPrefix prefix of every key on the server; may be empty
 * @param maxValueBytes the largest encoded value, 1 byte to 64 MiB; larger ones are rejected
 * @param async settings of asynchronous calls and of work on threads of the cache
 * @param near settings of the near cache of each region that has none of its own; null for none
 * @param nearPrefixes settings of the near caches of values by the prefix of their keys, at most {@value
 *     #MAX_NEAR_PREFIXES}; no prefix may be the beginning of another
 */
public record CacheSettings(
        Codec codec,
        String keyPrefix,
        int maxValueBytes,
        AsyncSettings async,
        @Nullable NearCacheSettings near,
        Map<String, NearCacheSettings> nearPrefixes) {

    /** Default of the largest encoded value: 1 MiB. */
    public static final int DEFAULT_MAX_VALUE_BYTES = 1 << 20;

    /** Maximum number of key prefixes with near caches. */
    public static final int MAX_NEAR_PREFIXES = 32;

    private static final int MAX_VALUE_BYTES = 64 << 20;

    public CacheSettings {
        if (maxValueBytes < 1 || maxValueBytes > MAX_VALUE_BYTES) {
            throw new InvalidInputException(
                    "maxValueBytes must be between 1 and " + MAX_VALUE_BYTES + ": " + maxValueBytes);
        }
        nearPrefixes = NearPrefixValidation.validated(nearPrefixes);
    }

    /** Creates settings with the default settings of asynchronous calls, and without near caches. */
    public CacheSettings(Codec codec, String keyPrefix, int maxValueBytes) {
        this(codec, keyPrefix, maxValueBytes, AsyncSettings.defaults());
    }

    /** Creates settings without near caches, unless a region asks for one. */
    public CacheSettings(Codec codec, String keyPrefix, int maxValueBytes, AsyncSettings async) {
        this(codec, keyPrefix, maxValueBytes, async, null);
    }

    /** Creates settings without near caches of values under keys. */
    public CacheSettings(
            Codec codec, String keyPrefix, int maxValueBytes, AsyncSettings async, @Nullable NearCacheSettings near) {
        this(codec, keyPrefix, maxValueBytes, async, near, Map.of());
    }
}
