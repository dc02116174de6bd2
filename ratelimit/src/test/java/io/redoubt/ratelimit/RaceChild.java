package io.redoubt.ratelimit;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.spi.Node;
import io.redoubt.redis.spi.RedisDriver;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.redis.spi.RedisSettings;
import io.redoubt.tck.ratelimit.RateLimitRaceContract;
import java.time.Duration;

/** The other processes of the races. */
final class RaceChild {

    private RaceChild() {}

    private static void run(RedisDriverProvider provider, String... arguments) throws Exception {
        RedisSettings settings = RedisSettings.builder()
                .node(new Node(arguments[0], Integer.parseInt(arguments[1])))
                .build();
        try (RedisDriver driver = provider.open(settings, System::nanoTime)) {
            RateLimitRaceContract.child(Backends.open(driver, arguments[2], Duration.ofSeconds(5)), arguments);
        }
    }

    /** One that uses Lettuce. */
    static final class Lettuce {

        private Lettuce() {}

        public static void main(String... arguments) throws Exception {
            run(new LettuceDriverProvider(), arguments);
        }
    }

    /** One that uses Jedis. */
    static final class Jedis {

        private Jedis() {}

        public static void main(String... arguments) throws Exception {
            run(new JedisDriverProvider(), arguments);
        }
    }
}
