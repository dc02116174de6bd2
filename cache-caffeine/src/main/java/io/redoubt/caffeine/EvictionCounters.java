package io.redoubt.caffeine;

import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.RemovalListener;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Caffeine {@link RemovalListener} that counts entries evicted for lack of space, and entries that expired.
 * Thread-safe.
 */
final class EvictionCounters implements RemovalListener<Object, Object> {

    final LongAdder evicted = new LongAdder();
    final LongAdder expired = new LongAdder();

    @Override
    public void onRemoval(@Nullable Object key, @Nullable Object value, RemovalCause cause) {
        if (cause == RemovalCause.SIZE) {
            evicted.increment();
        } else if (cause == RemovalCause.EXPIRED) {
            expired.increment();
        }
    }
}
