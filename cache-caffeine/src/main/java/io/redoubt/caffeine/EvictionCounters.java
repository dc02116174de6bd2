package io.redoubt.caffeine;

import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.RemovalListener;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Caffeine {@link RemovalListener} that counts evicted and expired entries, and passes their keys to a callback.
 * Thread-safe.
 */
final class EvictionCounters implements RemovalListener<Object, Object> {

    final LongAdder evicted = new LongAdder();
    final LongAdder expired = new LongAdder();
    private final Consumer<String> dropped;

    /** @param dropped is called with each key, by the thread that removes it; must be short and must not throw */
    EvictionCounters(Consumer<String> dropped) {
        this.dropped = dropped;
    }

    @Override
    public void onRemoval(@Nullable Object key, @Nullable Object value, RemovalCause cause) {
        if (cause == RemovalCause.SIZE) {
            evicted.increment();
        } else if (cause == RemovalCause.EXPIRED) {
            expired.increment();
        }
        if (key instanceof String text) {
            dropped.accept(text);
        }
    }
}
