package io.redoubt.caffeine;

import com.github.benmanes.caffeine.cache.Expiry;

/**
 * Caffeine {@link Expiry} policy that expires each {@link CacheEntry} at the time recorded in the entry. Reads do
 * not change that time.
 */
final class CacheEntryExpiry<V> implements Expiry<String, CacheEntry<V>> {

    @Override
    public long expireAfterCreate(String key, CacheEntry<V> entry, long nowNanos) {
        return leftNanos(entry, nowNanos);
    }

    @Override
    public long expireAfterUpdate(String key, CacheEntry<V> entry, long nowNanos, long leftNanos) {
        return leftNanos(entry, nowNanos);
    }

    @Override
    public long expireAfterRead(String key, CacheEntry<V> entry, long nowNanos, long leftNanos) {
        return leftNanos;
    }

    private static long leftNanos(CacheEntry<?> entry, long nowNanos) {
        return entry.permanent() ? Long.MAX_VALUE : Math.max(0, entry.endNanos() - nowNanos);
    }
}
