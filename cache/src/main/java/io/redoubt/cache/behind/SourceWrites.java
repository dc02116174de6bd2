package io.redoubt.cache.behind;

import io.redoubt.api.Codec;
import io.redoubt.api.ConfigurationException;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.Saver;
import io.redoubt.api.cache.WriteBehind;
import io.redoubt.api.cache.WriteBehindSpec;
import io.redoubt.api.cache.WriteThrough;
import io.redoubt.api.cache.WriteThroughSpec;
import io.redoubt.api.cache.Writer;
import io.redoubt.redis.core.KeyKind;
import io.redoubt.redis.core.KeyPrefix;
import io.redoubt.redis.core.KeySpace;
import io.redoubt.redis.core.LogThrottle;
import io.redoubt.redis.core.RedisCalls;
import io.redoubt.redis.core.driver.RedisDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** Makes what writes to sources, and owns what runs in the background for it. Thread-safe. */
public final class SourceWrites implements AutoCloseable {

    private final Codec codec;
    private final int maxValueBytes;
    private final LongSupplier nanoTime;
    private final BehindStore store;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, QueuedWrites<?, ?>> open = new ConcurrentHashMap<>();
    private boolean closed;

    private SourceWrites(Codec codec, int maxValueBytes, LongSupplier nanoTime, BehindStore store) {
        this.codec = codec;
        this.maxValueBytes = maxValueBytes;
        this.nanoTime = nanoTime;
        this.store = store;
    }

    /**
     * With what waits on Redis.
     *
     * @param driver is not closed by this, and must be closed after it
     * @param timeout how long a call may take
     * @param maxValueBytes the largest encoded value
     * @param nanoTime the monotonic clock
     */
    public static SourceWrites redis(
            RedisDriver driver,
            Duration timeout,
            String keyPrefix,
            Codec codec,
            int maxValueBytes,
            LongSupplier nanoTime) {
        RedisCalls calls = new RedisCalls(driver, timeout, nanoTime);
        KeySpace space = new KeyPrefix(keyPrefix).space(KeyKind.BEHIND);
        return new SourceWrites(codec, maxValueBytes, nanoTime, new RedisBehindStore(calls, space));
    }

    /**
     * With what waits in this process.
     *
     * @param maxValueBytes the largest encoded value
     * @param nanoTime the monotonic clock
     * @param now the wall clock, with which ids begin, so that they grow from one run of a process to the next
     */
    public static SourceWrites embedded(Codec codec, int maxValueBytes, LongSupplier nanoTime, Instant now) {
        return new SourceWrites(codec, maxValueBytes, nanoTime, new EmbeddedBehindStore(nanoTime, now));
    }

    /** Write-through to a source. */
    public <K, V> WriteThrough<K, V> through(
            WriteThroughSpec<K> spec, Region<K, V> region, Saver<? super K, ? super V> saver) {
        return new SourceFirst<>(
                spec, region, saver, new Attempts(spec, nanoTime), store.marks(spec.name()), new LogThrottle(nanoTime));
    }

    /**
     * Write-behind to a source, which begins.
     *
     * @throws ConfigurationException if the name is open already, or this is closed
     */
    public <K, V> WriteBehind<K, V> behind(WriteBehindSpec<K, V> spec, Region<K, V> region, Writer<K, V> writer) {
        lock.lock();
        try {
            if (closed) {
                throw new ConfigurationException("the cache is closed: open write-behind '" + spec.name() + "' before");
            }
            if (open.containsKey(spec.name())) {
                throw new ConfigurationException("write-behind '" + spec.name()
                        + "' is open already: keep the object, or close it before another is opened");
            }
            QueuedWrites<K, V> writes = new QueuedWrites<>(
                    spec,
                    region,
                    writer,
                    store.backlog(spec.name(), spec.policy().shards()),
                    new Bodies<>(spec, codec, maxValueBytes),
                    new LogThrottle(nanoTime),
                    new LogThrottle(nanoTime),
                    this::closed);
            open.put(spec.name(), writes);
            writes.start();
            return writes;
        } finally {
            lock.unlock();
        }
    }

    private void closed(String name) {
        if (open.remove(name) != null) {
            store.closed(name);
        }
    }

    /** Ends all write-behind, at the same time; each writes what it has for the time that its own settings give it. Idempotent. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        List<QueuedWrites<?, ?>> closing = List.copyOf(open.values());
        closing.forEach(QueuedWrites::beginClosing);
        closing.forEach(QueuedWrites::close);
    }
}
