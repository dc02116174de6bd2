package io.redoubt.tck.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServers;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests which verify that a Redis driver transfers keys and values with arbitrary bytes unchanged. */
abstract class BinaryDataTests extends DriverTestBase {

    @Test
    @DisplayName("hold all 256 byte values")
    void everyByte() {
        roundTrip(everyByteValue());
    }

    @Test
    @DisplayName("may be empty")
    void empty() {
        roundTrip(new byte[0]);
    }

    @Test
    @DisplayName("may look like the protocol")
    void protocolLookalike() {
        roundTrip(bytes("\r\n$-1\r\n*2\r\n:1\r\n+OK\r\n-ERR\r\n"));
    }

    @Test
    @DisplayName("may be a megabyte long")
    void megabyte() {
        byte[] value = new byte[1 << 20];
        new Random(42).nextBytes(value);
        roundTrip(value);
    }

    private void roundTrip(byte[] value) {
        RedisDriver driver = driver();
        byte[] key = concat(bytes(freshKey()), everyByteValue());
        RawRedis raw = raw(RedisServers.shared());
        driver.execute(Command.keyed("SET", key, value), LONG_TIMEOUT);
        assertThat((byte[]) raw.callBytes(bytes("GET"), key)).isEqualTo(value);
        assertThat(driver.execute(Command.keyed("GET", key), LONG_TIMEOUT))
                .asInstanceOf(type(Reply.Data.class))
                .satisfies(data -> assertThat(data.value()).isEqualTo(value));
        raw.callBytes(bytes("DEL"), key);
    }

    private static byte[] everyByteValue() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        return all;
    }

    private static byte[] concat(byte[] one, byte[] two) {
        byte[] both = Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, both, one.length, two.length);
        return both;
    }
}
