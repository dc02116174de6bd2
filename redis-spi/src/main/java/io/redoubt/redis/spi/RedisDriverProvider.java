package io.redoubt.redis.spi;

import java.util.function.LongSupplier;

/**
 * How a driver module is found: one implementation a module, named in {@code META-INF/services}.
 */
public interface RedisDriverProvider {

    /** The name that {@code REDOUBT_DRIVER} selects, for example {@code lettuce}. */
    String name();

    /**
     * Makes a driver. Does not connect: the first call does, against its own deadline.
     *
     * @param nanoTime the monotonic clock for deadlines
     */
    RedisDriver open(RedisSettings settings, LongSupplier nanoTime);
}
