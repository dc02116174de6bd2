package io.redoubt.cache;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.caffeine.LocalStore;
import io.redoubt.redis.core.KeyKind;
import io.redoubt.redis.core.KeyPrefix;
import io.redoubt.redis.core.RedisCalls;
import io.redoubt.redis.spi.RedisDriver;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Makes a {@link CacheStore}, and owns what runs in the background for it and its regions. Thread-safe.
 */
public final class Caches implements AutoCloseable {

    /** What an entry of the embedded store costs beside its key and value, roughly, in bytes. */
    private static final int ENTRY_OVERHEAD = 128;

    private final CodecCacheStore store;

    private Caches(CodecCacheStore store) {
        this.store = store;
    }

    /**
     * A cache on Redis.
     *
     * @param driver is not closed by the cache, and must be closed after it
     * @param timeout how long a call may take
     * @param nanoTime the monotonic clock
     */
    public static Caches redis(RedisDriver driver, Duration timeout, CacheSettings settings, LongSupplier nanoTime) {
        KeyPrefix prefix = new KeyPrefix(settings.keyPrefix());
        RedisCalls calls = new RedisCalls(driver, timeout, nanoTime);
        Cells cells = new RedisCells(calls, prefix.space(KeyKind.CACHE), KeyKind.CACHE.segment());
        String start = prefix.space(KeyKind.REGION).start();
        return on(settings, nanoTime, cells, name -> new RedisRegionCells(calls, new RegionKeys(start, name), timeout));
    }

    /**
     * A cache in this process, on Caffeine.
     *
     * @param maxBytes how much it may hold, keys and values and a fixed cost an entry counted; beyond that it evicts
     * @param nanoTime the monotonic clock by which entries expire
     * @throws InvalidInputException if that is less than the largest value and its key
     */
    public static Caches embedded(long maxBytes, CacheSettings settings, LongSupplier nanoTime) {
        long least = (long) settings.maxValueBytes() + (1 << 12);
        if (maxBytes < least) {
            throw new InvalidInputException("the embedded store must be allowed at least " + least
                    + " bytes, for one value of maxValueBytes and its key, but was given " + maxBytes);
        }
        LocalStore<byte[]> local = LocalStore.bounded(
                maxBytes, (key, value) -> 2 * key.length() + value.length + ENTRY_OVERHEAD, nanoTime);
        Cells cells = new EmbeddedCells(local, KeyKind.CACHE.segment() + ":");
        return on(settings, nanoTime, cells, new EmbeddedRegions(local, nanoTime)::region);
    }

    private static Caches on(
            CacheSettings settings, LongSupplier nanoTime, Cells cells, Function<String, RegionCells> regions) {
        EncodedValues values =
                new EncodedValues(settings.codec(), settings.maxValueBytes(), new CacheCounts(), nanoTime);
        return new Caches(new CodecCacheStore(cells, values, new Regions(regions, values, nanoTime)));
    }

    /** The store. */
    public CacheStore store() {
        return store;
    }

    /** Ends what runs in the background, within a few seconds; idempotent. */
    @Override
    public void close() {
        store.close();
    }
}
