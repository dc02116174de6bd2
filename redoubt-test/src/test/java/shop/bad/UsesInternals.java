package shop.bad;

import io.redoubt.redis.core.KeyPrefix;

final class UsesInternals {

    private UsesInternals() {}

    static String prefix() {
        return new KeyPrefix("shop").text();
    }
}
