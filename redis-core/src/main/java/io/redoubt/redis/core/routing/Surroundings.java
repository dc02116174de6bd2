package io.redoubt.redis.core.routing;

import io.redoubt.redis.spi.RedisSettings;
import java.util.function.LongSupplier;

/** What the parts of one driver share. */
record Surroundings(RedisSettings settings, LongSupplier nanoTime, Background background, Events events, Tally tally) {

    static Surroundings of(RedisSettings settings, LongSupplier nanoTime) {
        return new Surroundings(settings, nanoTime, new Background(), new Events(settings.listener()), new Tally());
    }
}
