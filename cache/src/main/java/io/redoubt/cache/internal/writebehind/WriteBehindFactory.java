package io.redoubt.cache.internal.writebehind;

import io.redoubt.api.ClosedException;
import io.redoubt.api.ConfigurationException;
import io.redoubt.api.cache.BatchWriter;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.WriteBehind;
import io.redoubt.api.cache.WriteBehindSettings;
import io.redoubt.cache.internal.store.ValueCodec;
import io.redoubt.redis.core.KeySpace;
import io.redoubt.redis.core.LogThrottle;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Factory that opens the write-behind queues of a cache, and closes open queues together with the cache. Thread-safe.
 */
public final class WriteBehindFactory implements AutoCloseable {

    private final LongSupplier nanoTime;
    private final PendingWriteStoreFactory stores;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, DefaultWriteBehind<?, ?>> open = new ConcurrentHashMap<>();
    private boolean closed;

    private WriteBehindFactory(LongSupplier nanoTime, PendingWriteStoreFactory stores) {
        this.nanoTime = nanoTime;
        this.stores = stores;
    }

    /** Creates a factory that keeps pending writes on Redis, where they outlive this process. */
    public static WriteBehindFactory redis(RedisOperations calls, KeySpace space, LongSupplier nanoTime) {
        return new WriteBehindFactory(
                nanoTime, (name, shards) -> new RedisPendingWriteStore(calls, space, name, shards));
    }

    /**
     * Creates a factory that keeps pending writes in this process.
     *
     * @param environment with the wall-clock time from which write ids start, so that ids grow across restarts of the
     *     process
     */
    public static WriteBehindFactory embedded(EmbeddedStoreContext environment) {
        return new WriteBehindFactory(environment.clock(), new EmbeddedPendingWriteStoreFactory(environment));
    }

    /**
     * Creates a write-behind to the source of a region and starts its threads.
     *
     * @param values codec of the values of pending writes
     * @throws ConfigurationException if a write-behind of this name is open, or no key can be made of its text
     * @throws ClosedException if this factory is closed
     */
    public <K, V> WriteBehind<K, V> writeBehind(
            RegionSpec<K, V> spec,
            WriteBehindSettings settings,
            Region<K, V> region,
            ValueCodec values,
            BatchWriter<K, V> writer) {
        PendingWriteCodec<K, V> writeCodec =
                new PendingWriteCodec<>(spec.type(), spec.fromText("the write-behind"), values);
        lock.lock();
        try {
            if (closed) {
                throw new ClosedException("write-behind '" + spec.name() + "' cannot be opened: the cache is closed");
            }
            if (open.containsKey(spec.name())) {
                throw new ConfigurationException("write-behind '" + spec.name()
                        + "' is open already: keep the object, or close it before another is opened");
            }
            PendingWriteStore store = stores.open(spec.name(), settings.shards());
            DefaultWriteBehind<K, V> writes = new DefaultWriteBehind<>(
                    spec,
                    settings,
                    region,
                    writer,
                    store,
                    writeCodec,
                    new LogThrottle(nanoTime),
                    new LogThrottle(nanoTime),
                    name -> {
                        if (open.remove(name) != null) {
                            store.close();
                        }
                    });
            open.put(spec.name(), writes);
            writes.start();
            return writes;
        } finally {
            lock.unlock();
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
