package io.redoubt.cache.internal.region;

import io.redoubt.api.Ttl;
import io.redoubt.caffeine.LocalStore;
import io.redoubt.caffeine.ValueWithRemainingTtl;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** In-process implementation of {@link ForeignClient}, on the same local store. */
record LocalForeignClient(LocalStore<byte[]> store) implements ForeignClient {

    @Override
    public @Nullable String get(String key) {
        byte[] bytes = store.get(key);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public @Nullable Duration left(String key) {
        ValueWithRemainingTtl<byte[]> there = store.find(key);
        return there != null && there.left() instanceof Ttl.Expiring expiring ? expiring.duration() : null;
    }

    @Override
    public void set(String key, String text, Duration ttl) {
        store.put(key, text.getBytes(StandardCharsets.UTF_8), Ttl.of(ttl));
    }

    @Override
    public void persist(String key) {
        store.expire(key, Ttl.permanent());
    }

    @Override
    public void delete(String key) {
        store.remove(key);
    }
}
