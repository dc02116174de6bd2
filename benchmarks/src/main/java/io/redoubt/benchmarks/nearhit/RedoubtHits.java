package io.redoubt.benchmarks.nearhit;

import io.redoubt.Redoubt;
import io.redoubt.RedoubtSettings;
import io.redoubt.api.cache.LoadedValue.Origin;
import io.redoubt.api.cache.LoadingRegion;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.benchmarks.ServerAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Benchmark candidates that read from regions of Redoubt, with and without a near cache. */
final class RedoubtHits {

    private static final RegionSpec<String, String> SPEC =
            RegionSpec.of("names", String.class).key("user:{id}:name").ttl(MeasuredCache.TTL);

    private RedoubtHits() {}

    static MeasuredCache near(ServerAddress redis, int maxEntries) {
        Redoubt redoubt = connected(redis);
        return new OfRegion(redoubt, filledNear(redoubt, maxEntries));
    }

    static MeasuredCache nearLoading(ServerAddress redis, int maxEntries) {
        Redoubt redoubt = connected(redis);
        return new OfLoadingRegion(redoubt, filledNear(redoubt, maxEntries).withLoader(key -> "not found"));
    }

    static MeasuredCache embeddedNear(int maxEntries) {
        Redoubt redoubt = Redoubt.embedded();
        return new OfRegion(redoubt, filledNear(redoubt, maxEntries));
    }

    static MeasuredCache embedded() {
        Redoubt redoubt = Redoubt.embedded();
        Region<String, String> region = redoubt.cache().region(SPEC);
        region.putAll(MeasuredCache.values());
        return new OfRegion(redoubt, region);
    }

    private static Redoubt connected(ServerAddress redis) {
        return Redoubt.connect(RedoubtSettings.builder()
                .url(redis.url())
                .redis(settings -> settings.commandTimeout(MeasuredCache.TIMEOUT))
                .driver("lettuce")
                .keyPrefix("redoubt:")
                .build());
    }

    private static Region<String, String> filledNear(Redoubt redoubt, int maxEntries) {
        Region<String, String> region = redoubt.cache()
                .region(SPEC.near(NearCacheSettings.maxEntries(maxEntries).maxAge(MeasuredCache.MAX_AGE)));
        region.putAll(MeasuredCache.values());
        List<String> missing = new ArrayList<>(MeasuredCache.keys());
        while (!missing.isEmpty()) {
            missing.removeIf(key -> region.fetch(key, MeasuredCache::value).origin() == Origin.NEAR);
        }
        return region;
    }

    private record OfRegion(Redoubt redoubt, Region<String, String> region) implements MeasuredCache {

        @Override
        public @Nullable String read(String key) {
            return region.get(key, absent -> "not found");
        }

        @Override
        public void close() {
            redoubt.close();
        }
    }

    private record OfLoadingRegion(Redoubt redoubt, LoadingRegion<String, String> region) implements MeasuredCache {

        @Override
        public @Nullable String read(String key) {
            return region.get(key);
        }

        @Override
        public void close() {
            redoubt.close();
        }
    }
}
