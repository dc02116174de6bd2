package io.redoubt.cache.internal.writethrough;

import io.redoubt.api.cache.CacheWriter;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.WriteThrough;
import io.redoubt.api.cache.WriteThroughSettings;
import io.redoubt.redis.core.KeySpace;
import io.redoubt.redis.core.LogThrottle;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.redis.core.embedded.MonotonicClock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Factory that creates {@link WriteThrough} objects for cache regions, with write-through marks on Redis or in memory.
 * Thread-safe.
 */
public final class WriteThroughFactory {

    private final Function<String, LastWriterMarks> marks;
    private final LongSupplier nanoTime;

    private WriteThroughFactory(Function<String, LastWriterMarks> marks, LongSupplier nanoTime) {
        this.marks = marks;
        this.nanoTime = nanoTime;
    }

    /** Creates a factory whose marks are on Redis, so that writers in all processes detect each other. */
    public static WriteThroughFactory redis(RedisOperations calls, KeySpace space, LongSupplier nanoTime) {
        return new WriteThroughFactory(name -> new RedisLastWriterMarks(calls, space.within(name)), nanoTime);
    }

    /** Creates a factory whose marks are in this process. */
    public static WriteThroughFactory embedded(EmbeddedStoreContext environment) {
        MonotonicClock nanoTime = environment.clock();
        Map<String, LastWriterMarks> byName = new ConcurrentHashMap<>();
        return new WriteThroughFactory(
                name -> environment
                        .gate()
                        .before(
                                LastWriterMarks.class,
                                byName.computeIfAbsent(name, absent -> new EmbeddedLastWriterMarks(nanoTime))),
                nanoTime);
    }

    /** Creates a write-through to the source of a region. */
    public <K, V> WriteThrough<K, V> writeThrough(
            RegionSpec<K, V> spec,
            WriteThroughSettings settings,
            Region<K, V> region,
            CacheWriter<? super K, ? super V> writer) {
        return new DefaultWriteThrough<>(
                spec,
                region,
                writer,
                new Retrier(settings, nanoTime),
                marks.apply(spec.name()),
                new LogThrottle(nanoTime));
    }
}
