package io.redoubt.ratelimit;

import io.redoubt.redis.spi.RedisDriver;
import io.redoubt.tck.backend.BackendAddress;
import io.redoubt.tck.ratelimit.RateLimitRaceContract;
import java.io.IOException;
import java.time.Duration;

/** The other processes of the races. */
final class RaceChild {

    private RaceChild() {}

    public static void main(String... arguments) throws IOException {
        BackendAddress address = BackendAddress.in(arguments);
        try (RedisDriver driver = address.open()) {
            RateLimitRaceContract.child(Backends.open(driver, address.prefix(), Duration.ofSeconds(5)), arguments);
        }
    }
}
