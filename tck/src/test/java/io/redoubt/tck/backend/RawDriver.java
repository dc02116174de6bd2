package io.redoubt.tck.backend;

import io.redoubt.redis.spi.RedisDriver;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.redis.spi.RedisSettings;
import io.redoubt.tck.server.RawRedis;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.LongSupplier;

/** A driver that can do no more than connect, and close its connection or forget to. */
final class RawDriver implements RedisDriverProvider {

    private final boolean closes;

    private RawDriver(boolean closes) {
        this.closes = closes;
    }

    static RawDriver tidy() {
        return new RawDriver(true);
    }

    static RawDriver leaky() {
        return new RawDriver(false);
    }

    @Override
    public String name() {
        return "raw";
    }

    @Override
    public RedisDriver open(RedisSettings settings, LongSupplier nanoTime) {
        RawRedis redis =
                RawRedis.connect(settings.node().host(), settings.node().port());
        return (RedisDriver) Proxy.newProxyInstance(
                RedisDriver.class.getClassLoader(), new Class<?>[] {RedisDriver.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("onEveryMaster")) {
                        redis.text("PING");
                        return Map.of();
                    }
                    if (method.getName().equals("close")) {
                        if (closes) {
                            redis.close();
                        }
                        return null;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }
}
