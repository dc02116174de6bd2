package io.redoubt.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.Ttl;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.json.JsonCodec;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A near value of a store in this process")
final class NearValueEvictionTest {

    private static final Ttl LONG = Ttl.of(Duration.ofMinutes(10));

    @Test
    @DisplayName("is gone when the store has evicted its key")
    void evicted() {
        CacheSettings settings = new CacheSettings(
                JsonCodec.create(),
                "",
                1024,
                AsyncSettings.defaults(),
                null,
                Map.of("user:", NearCacheSettings.maxEntries(1_000)));
        try (CacheStoreFactory caches =
                CacheStoreFactory.embedded(1024 + 4096, settings, EmbeddedStoreContext.ofThisJvm())) {
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
}
