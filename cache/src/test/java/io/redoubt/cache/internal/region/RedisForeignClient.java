package io.redoubt.cache.internal.region;

import io.redoubt.tck.backend.RedisBackend;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Redis implementation of {@link ForeignClient}. */
record RedisForeignClient(RedisBackend backend) implements ForeignClient {

    @Override
    public @Nullable String get(String key) {
        return backend.raw("EXISTS", key).equals("1") ? backend.raw("GET", key) : null;
    }

    @Override
    public @Nullable Duration left(String key) {
        long millis = Long.parseLong(backend.raw("PTTL", key));
        return millis < 0 ? null : Duration.ofMillis(millis);
    }

    @Override
    public void set(String key, String text, Duration ttl) {
        backend.raw("SET", key, text, "PX", String.valueOf(ttl.toMillis()));
    }

    @Override
    public void persist(String key) {
        backend.raw("PERSIST", key);
    }

    @Override
    public void delete(String key) {
        backend.raw("DEL", key);
    }
}
