package io.redoubt.cache.internal.store;

import io.redoubt.api.Ttl;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Storage interface for encoded values and counters, implemented on Redis and in memory. Keys are validated by the
 * caller. It is the layer below codec, limits and statistics.
 *
 * <p>Thread-safe. Errors are those of {@link io.redoubt.api.cache.CacheStore}.
 */
public interface ValueStore {

    byte @Nullable [] get(String key);

    /** Returns one value for each key, in the same order; null where there is none. */
    List<byte @Nullable []> getAll(List<String> keys);

    /**
     * Returns one value for each key, in the same order. One round trip.
     *
     * @param withTtl the keys whose remaining time to live is needed as well
     */
    List<StoredValue> read(List<String> keys, Predicate<String> withTtl);

    void set(String key, byte[] value, Ttl ttl);

    void setAll(Map<String, byte[]> values, Ttl ttl);

    boolean setIfAbsent(String key, byte[] value, Ttl ttl);

    boolean delete(String key);

    /** Deletes keys. Returns how many of them existed. */
    long deleteAll(List<String> keys);

    boolean exists(String key);

    Optional<Ttl> ttl(String key);

    boolean expire(String key, Ttl ttl);

    /** Adds to the decimal number under the key. A missing number begins at zero and gets the time to live. */
    long add(String key, long delta, Ttl ttl);

    /** Returns the decimal number under the key, zero if there is none. */
    long number(String key);
}
