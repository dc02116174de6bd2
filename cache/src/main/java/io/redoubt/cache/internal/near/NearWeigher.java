package io.redoubt.cache.internal.near;

import io.redoubt.api.cache.NearCacheSettings;
import org.jspecify.annotations.Nullable;

/**
 * Weigher that calculates how much a value counts towards the size limit of a near cache (a cache in this process).
 * Immutable, thread-safe.
 *
 * @param settings the settings of the near cache
 */
public record NearWeigher(NearCacheSettings settings) {

    /** Estimated memory of an entry beside its key and value, in bytes. */
    private static final int ENTRY_BYTES = 256;

    /**
     * Returns the weight of a value. May throw what the weigher of the application throws.
     *
     * @param payloadBytes the size of the encoded value
     * @param value null if there is none
     */
    public int weight(String key, int payloadBytes, @Nullable Object value) {
        return switch (settings.bound()) {
            case ENTRIES -> 1;
            case BYTES -> ENTRY_BYTES + 2 * key.length() + payloadBytes;
            // What weighs nothing would never be evicted.
            case WEIGHT -> value == null ? 1 : Math.max(1, settings.weigher().applyAsInt(value));
        };
    }
}
