package io.redoubt.jedis;

import io.redoubt.redis.spi.CallOptions;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.RedisDriver;
import io.redoubt.redis.spi.RedisSettings;
import io.redoubt.redis.spi.Reply;
import io.redoubt.tck.server.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Drivers and commands for these tests. */
final class Drivers {

    static final CallOptions SECOND = CallOptions.within(Duration.ofSeconds(1));

    private Drivers() {}

    static RedisSettings.Builder settings(RedisServer server) {
        return RedisSettings.of(server.host(), server.port()).toBuilder();
    }

    static RedisDriver to(RedisServer server) {
        return open(settings(server));
    }

    static RedisDriver open(RedisSettings.Builder settings) {
        return new JedisDriverProvider().open(settings.build(), System::nanoTime);
    }

    static CallOptions millis(long millis) {
        return CallOptions.within(Duration.ofMillis(millis));
    }

    static Command command(String name, String... arguments) {
        byte[][] bytes = new byte[arguments.length][];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes(arguments[i]);
        }
        return Command.keyless(name, bytes);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(Reply reply) {
        return reply instanceof Reply.Data data ? data.text() : String.valueOf(reply);
    }

    static DriverException failure(ThrowingCallable call) {
        return Assertions.catchThrowableOfType(DriverException.class, call);
    }
}
