package io.redoubt.caffeine;

import com.github.benmanes.caffeine.cache.Expiry;

/** Tells Caffeine when each entry ends; reading one changes nothing. */
final class StoredExpiry<V> implements Expiry<String, Stored<V>> {

    @Override
    public long expireAfterCreate(String key, Stored<V> stored, long now) {
        return left(stored, now);
    }

    @Override
    public long expireAfterUpdate(String key, Stored<V> stored, long now, long left) {
        return left(stored, now);
    }

    @Override
    public long expireAfterRead(String key, Stored<V> stored, long now, long left) {
        return left;
    }

    private static long left(Stored<?> stored, long now) {
        return stored.permanent() ? Long.MAX_VALUE : Math.max(0, stored.end() - now);
    }
}
