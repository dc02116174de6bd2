package io.redoubt.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.Ttl;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.json.JsonCodec;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A near value of a store in this process")
final class NearValueEvictionTest {

    private static final Ttl LONG = Ttl.of(Duration.ofMinutes(10));

    @Test
    @DisplayName("is gone when the store has evicted its key")
    void evicted() {
        try (CacheStoreFactory caches = CacheStoreFactory.embedded(
                1024 + 4096, settings(NearCacheSettings.maxEntries(1_000)), EmbeddedStoreContext.ofThisJvm())) {
            CacheStore store = caches.store();
            store.set("user:1", "v", LONG);
            assertThat(store.get("user:1", String.class)).contains("v");
            assertThat(store.get("user:1", String.class)).contains("v");
            assertThat(Objects.requireNonNull(store.statistics().near().get("user:"))
                            .hits())
                    .isPositive();
            // Asked rarely, since each question makes the key more likely to be kept.
            for (int i = 1; i % 500 != 0 || store.exists("user:1"); i++) {
                store.set("other:" + i, "x".repeat(500), LONG);
                store.get("other:" + i, String.class);
            }
            assertThat(store.get("user:1", String.class)).isEmpty();
        }
    }

    private static CacheSettings settings(NearCacheSettings near) {
        return new CacheSettings(JsonCodec.create(), "", 1024, AsyncSettings.defaults(), null, Map.of("user:", near));
    }

    @Test
    @DisplayName("ends with its key, not a fraction of a millisecond later")
    void end() {
        AtomicLong now = new AtomicLong();
        try (CacheStoreFactory caches = CacheStoreFactory.embedded(
                64 << 10,
                settings(NearCacheSettings.maxEntries(1_000)),
                EmbeddedStoreContext.of(now::get, Instant.EPOCH))) {
            CacheStore store = caches.store();
            store.set("user:1", "v", Ttl.of(Duration.ofMillis(10)));
            now.set(Duration.ofNanos(9_500_000).toNanos());
            assertThat(store.get("user:1", String.class)).contains("v");
            now.set(Duration.ofNanos(10_300_000).toNanos());
            assertThat(store.get("user:1", String.class)).isEmpty();
        }
    }

    @Test
    @DisplayName("is not kept if it does not decode where values are bounded by their weights")
    void withoutWeight() {
        try (CacheStoreFactory caches = CacheStoreFactory.embedded(
                64 << 10, settings(NearCacheSettings.maxWeight(1_000, value -> 1)), EmbeddedStoreContext.ofThisJvm())) {
            CacheStore store = caches.store();
            store.set("user:1", "text", LONG);
            assertThat(store.get("user:1", Integer.class)).isEmpty();
            assertThat(entries(store)).isZero();
            assertThat(store.get("user:1", String.class)).contains("text");
            assertThat(entries(store)).isEqualTo(1);
        }
    }

    private static long entries(CacheStore store) {
        return Objects.requireNonNull(store.statistics().near().get("user:")).entries();
    }
}
