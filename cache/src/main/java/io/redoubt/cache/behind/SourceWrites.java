package io.redoubt.cache.behind;

import io.redoubt.api.ClosedException;
import io.redoubt.api.Codec;
import io.redoubt.api.ConfigurationException;
import io.redoubt.api.cache.BatchWriter;
import io.redoubt.api.cache.CacheWriter;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.WriteBehind;
import io.redoubt.api.cache.WriteBehindSpec;
import io.redoubt.api.cache.WriteThrough;
import io.redoubt.api.cache.WriteThroughSpec;
import io.redoubt.redis.core.KeyKind;
import io.redoubt.redis.core.KeyPrefix;
import io.redoubt.redis.core.KeySpace;
import io.redoubt.redis.core.LogThrottle;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.driver.RedisDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** Factory and owner of write-through and write-behind instances and of their background threads. Thread-safe. */
public final class SourceWrites implements AutoCloseable {

    private final Codec codec;
    private final int maxValueBytes;
    private final LongSupplier nanoTime;
    private final WriteStores stores;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, DefaultWriteBehind<?, ?>> open = new ConcurrentHashMap<>();
    private boolean closed;

    private SourceWrites(Codec codec, int maxValueBytes, LongSupplier nanoTime, WriteStores stores) {
        this.codec = codec;
        this.maxValueBytes = maxValueBytes;
        this.nanoTime = nanoTime;
        this.stores = stores;
    }

    /**
     * Creates a factory that keeps pending writes on Redis.
     *
     * @param driver the driver; it is not closed by this object and must be closed after it
     * @param timeout how long a call may take
     * @param maxValueBytes the maximum size of an encoded value
     * @param nanoTime the monotonic clock
     */
    public static SourceWrites redis(
            RedisDriver driver,
            Duration timeout,
            String keyPrefix,
            Codec codec,
            int maxValueBytes,
            LongSupplier nanoTime) {
        RedisOperations calls = new RedisOperations(driver, timeout, nanoTime);
        KeySpace space = new KeyPrefix(keyPrefix).space(KeyKind.BEHIND);
        return new SourceWrites(codec, maxValueBytes, nanoTime, new RedisWriteStores(calls, space));
    }

    /**
     * Creates a factory that keeps pending writes in this process.
     *
     * @param maxValueBytes the maximum size of an encoded value
     * @param nanoTime the monotonic clock
     * @param now the wall-clock time from which write ids start, so that ids grow across restarts of the process
     */
    public static SourceWrites embedded(Codec codec, int maxValueBytes, LongSupplier nanoTime, Instant now) {
        return new SourceWrites(codec, maxValueBytes, nanoTime, new EmbeddedWriteStores(nanoTime, now));
    }

    /** Creates a write-through to a source. */
    public <K, V> WriteThrough<K, V> through(
            WriteThroughSpec<K> spec, Region<K, V> region, CacheWriter<? super K, ? super V> writer) {
        return new DefaultWriteThrough<>(
                spec,
                region,
                writer,
                new Retrier(spec, nanoTime),
                stores.lastWriterMarks(spec.name()),
                new LogThrottle(nanoTime));
    }

    /**
     * Creates a write-behind to a source and starts its threads.
     *
     * @throws ConfigurationException if a write-behind of this name is open
     * @throws ClosedException if this factory is closed
     */
    public <K, V> WriteBehind<K, V> behind(WriteBehindSpec<K, V> spec, Region<K, V> region, BatchWriter<K, V> writer) {
        lock.lock();
        try {
            if (closed) {
                throw new ClosedException("write-behind '" + spec.name() + "' cannot be opened: the cache is closed");
            }
            if (open.containsKey(spec.name())) {
                throw new ConfigurationException("write-behind '" + spec.name()
                        + "' is open already: keep the object, or close it before another is opened");
            }
            DefaultWriteBehind<K, V> writes = new DefaultWriteBehind<>(
                    spec,
                    region,
                    writer,
                    stores.pendingWrites(spec.name(), spec.policy().shards()),
                    new WriteCodec<>(spec, codec, maxValueBytes),
                    new LogThrottle(nanoTime),
                    new LogThrottle(nanoTime),
                    this::onClosed);
            open.put(spec.name(), writes);
            writes.start();
            return writes;
        } finally {
            lock.unlock();
        }
    }

    private void onClosed(String name) {
        if (open.remove(name) != null) {
            stores.writeBehindClosed(name);
        }
    }

    /**
     * Closes all write-behinds concurrently. Each continues to write its pending writes for the time that its own
     * settings allow. Idempotent.
     */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        List<DefaultWriteBehind<?, ?>> closing = List.copyOf(open.values());
        closing.forEach(DefaultWriteBehind::beginClosing);
        closing.forEach(DefaultWriteBehind::close);
    }
}
