package io.redoubt.benchmarks.nearhit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.caffeine.CaffeineCache;

/** Benchmark candidates that read from Caffeine, directly and through Spring. */
final class CaffeineHits {

    private CaffeineHits() {}

    static MeasuredCache plain(int maxEntries) {
        Cache<String, String> cache = empty(maxEntries);
        MeasuredCache.values().forEach(cache::put);
        return new Plain(cache);
    }

    static MeasuredCache spring(int maxEntries) {
        CaffeineCache cache = new CaffeineCache("names", empty(maxEntries));
        MeasuredCache.values().forEach(cache::put);
        return new OfSpring(cache);
    }

    private static <K, V> Cache<K, V> empty(int maxEntries) {
        return Caffeine.newBuilder()
                .maximumSize(maxEntries)
                .expireAfterWrite(MeasuredCache.MAX_AGE)
                .recordStats()
                .build();
    }

    private record Plain(Cache<String, String> cache) implements MeasuredCache {

        @Override
        public @Nullable String read(String key) {
            return cache.getIfPresent(key);
        }

        @Override
        public void close() {
            cache.invalidateAll();
        }
    }

    private record OfSpring(CaffeineCache cache) implements MeasuredCache {

        @Override
        public @Nullable String read(String key) {
            return cache.get(key, String.class);
        }

        @Override
        public void close() {
            cache.clear();
        }
    }
}
