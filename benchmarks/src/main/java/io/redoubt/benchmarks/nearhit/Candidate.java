package io.redoubt.benchmarks.nearhit;

import io.redoubt.api.cache.Region;
import io.redoubt.benchmarks.ServerAddress;

/** Cache library that the benchmark of cache hits measures. */
public enum Candidate {
    /** Caffeine alone: nothing keeps its values current. The measure of the others. */
    CAFFEINE("Caffeine (`expireAfterWrite`, `recordStats`)"),
    /** Region with a near cache, and a loader for each read. */
    REDOUBT("**Redoubt**, `region.get(key, loader)`"),
    /** Region with a near cache and a loader of its own. */
    REDOUBT_LOADING("**Redoubt**, `LoadingRegion.get(key)`"),
    /** Region in the process, with a near cache. */
    REDOUBT_EMBEDDED_NEAR("**Redoubt** without a server, near cache"),
    /** Region in the process, which decodes each value that is read. */
    REDOUBT_EMBEDDED("**Redoubt** without a server, no near cache"),
    /** Cache of Spring on Caffeine, with nothing behind it. */
    SPRING_CAFFEINE("Spring `CaffeineCache`"),
    /** JetCache with Caffeine in front of Redis. */
    JETCACHE("JetCache, two levels"),
    /** Local cached map as it is by default: unbounded, and stale for good after a lost connection. */
    REDISSON_DEFAULT("Redisson `RLocalCachedMap`, default"),
    /** Local cached map that is bounded, expires, and is cleared after a lost connection. */
    REDISSON_BOUNDED("Redisson `RLocalCachedMap`, LRU, TTL, `CLEAR`"),
    /** Client-side cache of Jedis. */
    JEDIS("Jedis, client-side cache");

    private final String title;

    Candidate(String title) {
        this.title = title;
    }

    /** Returns the name in reports, in Markdown. */
    String title() {
        return title;
    }

    /** Returns whether this is ours, and keeps values near. */
    boolean isRedoubt() {
        return name().startsWith("REDOUBT");
    }

    /**
     * Opens the cache and fills it.
     *
     * @param redis the address of the server
     * @param maxEntries the most entries that the process may keep
     */
    MeasuredCache open(ServerAddress redis, int maxEntries) {
        return switch (this) {
            case CAFFEINE -> CaffeineHits.plain(maxEntries);
            case SPRING_CAFFEINE -> CaffeineHits.spring(maxEntries);
            case REDOUBT -> RedoubtHits.near(redis, maxEntries);
            case REDOUBT_LOADING -> RedoubtHits.nearLoading(redis, maxEntries);
            case REDOUBT_EMBEDDED_NEAR -> RedoubtHits.embeddedNear(maxEntries);
            case REDOUBT_EMBEDDED -> RedoubtHits.embedded();
            case JETCACHE -> JetCacheHits.of(redis, maxEntries);
            case REDISSON_DEFAULT -> RedissonHits.byDefault(redis);
            case REDISSON_BOUNDED -> RedissonHits.bounded(redis, maxEntries);
            case JEDIS -> JedisHits.of(redis, maxEntries);
        };
    }
}
