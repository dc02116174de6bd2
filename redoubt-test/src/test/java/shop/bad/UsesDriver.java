package shop.bad;

import io.lettuce.core.RedisClient;

final class UsesDriver {

    private UsesDriver() {}

    static void flush() {
        RedisClient.create("redis://localhost").connect().sync().flushall();
    }
}
