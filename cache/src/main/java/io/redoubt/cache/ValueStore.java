package io.redoubt.cache;

import io.redoubt.api.Ttl;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Encoded values under checked keys: what lies below codec, limits and statistics, on Redis or in this process.
 *
 * <p>Thread-safe. Errors are those of {@link io.redoubt.api.cache.CacheStore}.
 */
interface ValueStore {

    byte @Nullable [] get(String key);

    /** One value a key, in their order, null where there is none. */
    List<byte @Nullable []> getAll(List<String> keys);

    void set(String key, byte[] value, Ttl ttl);

    void setAll(Map<String, byte[]> values, Ttl ttl);

    boolean setIfAbsent(String key, byte[] value, Ttl ttl);

    boolean delete(String key);

    boolean exists(String key);

    Optional<Ttl> ttl(String key);

    boolean expire(String key, Ttl ttl);

    /** Adds to the decimal number under the key, which begins at zero and gets the time to live if it is created. */
    long add(String key, long delta, Ttl ttl);

    /** The decimal number under the key, zero if there is none. */
    long number(String key);
}
