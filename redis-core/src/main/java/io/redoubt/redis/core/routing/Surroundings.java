package io.redoubt.redis.core.routing;

import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.RedisSettings;
import java.time.Duration;
import java.util.function.LongSupplier;

/** What the parts of one driver share. */
record Surroundings(RedisSettings settings, LongSupplier nanoTime, Background background, Events events, Tally tally) {

    private static final Duration LONGEST_ATTEMPT = Duration.ofSeconds(1);

    static Surroundings of(RedisSettings settings, LongSupplier nanoTime) {
        return new Surroundings(settings, nanoTime, new Background(), new Events(settings.listener()), new Tally());
    }

    /**
     * When an attempt in the background to reach a server ends: so soon that one which comes back during an attempt that is
     * lost need not wait long for the next.
     */
    Deadline attempt() {
        Duration connect = settings.connectTimeout();
        return Deadline.after(connect.compareTo(LONGEST_ATTEMPT) < 0 ? connect : LONGEST_ATTEMPT, nanoTime);
    }
}
