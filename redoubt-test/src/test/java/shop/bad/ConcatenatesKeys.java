package shop.bad;

import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.lock.LockProvider;

final class ConcatenatesKeys {

    private ConcatenatesKeys() {}

    static boolean concatenated(CacheStore cache, String id) {
        return cache.exists("user:" + id + ":profile");
    }

    static boolean formatted(CacheStore cache, String id) {
        return cache.delete(String.format("cart:%s", id));
    }

    static boolean lockName(LockProvider locks, long one, long other) {
        return locks.forceRelease("trade:%d:%2$d".formatted(one, other));
    }
}
