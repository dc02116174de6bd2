package io.redoubt.test.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A raw connection")
class RawRedisTest {

    private final RawRedis redis = RedisServers.shared().raw();

    @BeforeEach
    void usesDatabaseOfItsOwn() {
        redis.call("SELECT", "9");
    }

    @AfterEach
    void close() {
        redis.call("FLUSHDB");
        redis.close();
    }

    @Test
    @DisplayName("reads every kind of reply")
    void replies() {
        assertThat(redis.call("SET", "k", "größe")).isEqualTo("OK");
        assertThat(redis.call("GET", "k")).isEqualTo("größe");
        assertThat(redis.call("INCR", "n")).isEqualTo(1L);
        assertThat(redis.call("GET", "absent")).isNull();
        assertThat(redis.call("MGET", "k", "absent")).isEqualTo(Arrays.asList("größe", null));
        assertThat(redis.call("BLPOP", "absent", "0.01")).isNull();
        assertThat(redis.call("EVAL", "return {1,{2,'x'},redis.error_reply('BAD thing')}", "0"))
                .isEqualTo(List.of(1L, List.of(2L, "x"), new RawRedis.ErrorReply("BAD thing")));
    }

    @Test
    @DisplayName("hands out refusals as values, and throws them where a type is asked for")
    void refusals() {
        redis.call("SET", "k", "v");
        assertThat(redis.call("LPUSH", "k", "x")).isInstanceOf(RawRedis.ErrorReply.class);
        assertThat(redis.refusal("LPUSH", "k", "x").code()).isEqualTo("WRONGTYPE");
        assertThatIllegalStateException()
                .isThrownBy(() -> redis.number("LPUSH", "k", "x"))
                .withMessageContaining("WRONGTYPE");
        assertThat(redis.number("STRLEN", "k")).isEqualTo(1);
    }

    @Test
    @DisplayName("carries any bytes, there and back")
    void bytes() {
        byte[] key = {0, -1, '\r', '\n'};
        byte[] value = {-128, 127, '\r', '\n', 0};
        assertThat(redis.call(new byte[][] {"SET".getBytes(US_ASCII), key, value}))
                .isEqualTo("OK");
        byte[] get = "GET".getBytes(US_ASCII);
        assertThat((byte[]) redis.callBytes(get, key)).isEqualTo(value);
        assertThat(redis.pipeline(List.of(new byte[][] {get, key}, new byte[][] {get, value})))
                .satisfiesExactly(
                        first -> assertThat((byte[]) first).isEqualTo(value),
                        second -> assertThat(second).isNull());
    }

    @Test
    @DisplayName("reads the messages of a subscription")
    void messages() {
        assertThat(redis.call("SUBSCRIBE", "news")).isEqualTo(List.of("subscribe", "news", 1L));
        try (RawRedis other = RedisServers.shared().raw()) {
            other.call("PUBLISH", "news", "hello");
        }
        assertThat(redis.read()).isEqualTo(List.of("message", "news", "hello"));
        assertThat(redis.call("UNSUBSCRIBE", "news")).isEqualTo(List.of("unsubscribe", "news", 0L));
    }
}
