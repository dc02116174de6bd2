package io.redoubt.tck.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.redoubt.redis.Node;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.server.RedisServers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for the types of replies that a Redis driver returns, such as integers, arrays and errors. */
abstract class ReplyTypeTests extends DriverTestBase {

    @Test
    @DisplayName("is Nil for an absent key")
    void absentKey() {
        assertThat(driver().execute(get(freshKey()), LONG_TIMEOUT)).isInstanceOf(Reply.Nil.class);
    }

    @Test
    @DisplayName("is Int for an integer, including negative and 64-bit ones")
    void integers() {
        RedisDriver driver = driver();
        String key = freshKey();
        driver.execute(set(key, Long.toString(Long.MIN_VALUE)), LONG_TIMEOUT);
        assertThat(driver.execute(Command.keyed("INCRBY", bytes(key), bytes("0")), LONG_TIMEOUT))
                .isEqualTo(new Reply.Int(Long.MIN_VALUE));
        driver.execute(set(key, Long.toString(Long.MAX_VALUE)), LONG_TIMEOUT);
        assertThat(driver.execute(Command.keyed("INCRBY", bytes(key), bytes("0")), LONG_TIMEOUT))
                .isEqualTo(new Reply.Int(Long.MAX_VALUE));
    }

    @Test
    @DisplayName("is Data for a status and for a bulk string")
    void data() {
        RedisDriver driver = driver();
        String key = freshKey();
        assertThat(text(driver.execute(set(key, "value"), LONG_TIMEOUT))).isEqualTo("OK");
        assertThat(text(driver.execute(get(key), LONG_TIMEOUT))).isEqualTo("value");
    }

    @Test
    @DisplayName("is Data for every status, including those that client libraries treat specially")
    void statuses() {
        for (String status : List.of("QUEUED", "PONG", "OK", "")) {
            assertThat(text(eval("return redis.status_reply(ARGV[1])", status))).isEqualTo(status);
        }
    }

    @Test
    @DisplayName("is Array for a list, with Nil for an absent element")
    void arrays() {
        RedisDriver driver = driver();
        String key = freshKey();
        driver.execute(set(key, "value"), LONG_TIMEOUT);
        Reply reply =
                driver.execute(Command.keyed("MGET", bytes(freshKey()), bytes(key), bytes(freshKey())), LONG_TIMEOUT);
        assertThat(shape(reply)).isEqualTo("[nil, value, nil]");
        assertThat(shape(driver.execute(
                        Command.keyed("LRANGE", bytes(freshKey()), bytes("0"), bytes("-1")), LONG_TIMEOUT)))
                .isEqualTo("[]");
    }

    @Test
    @DisplayName("keeps the nesting of lists, and errors and numbers within them")
    void nested() {
        assertThat(shape(eval(
                        "return {1, {'a', {}, {{}, redis.error_reply('OOPS inner')}}, -2, {ok = 'FINE'}, {false}}")))
                .isEqualTo("[1, [a, [], [[], !OOPS inner]], -2, FINE, [nil]]");
    }

    @Test
    @DisplayName("is Nil for the absent list, as EXEC and BLPOP return it")
    void absentList() {
        assertThat(driver().execute(Command.keyed("BLPOP", bytes(freshKey()), bytes("0.01")), LONG_TIMEOUT))
                .isInstanceOf(Reply.Nil.class);
    }

    @Test
    @DisplayName("is Refusal, not an exception, for an error, and the connection stays usable")
    void refusals() {
        RedisDriver driver = driver();
        String key = freshKey();
        driver.execute(set(key, "text"), LONG_TIMEOUT);
        assertThat(driver.execute(Command.keyed("LPUSH", bytes(key), bytes("x")), LONG_TIMEOUT))
                .asInstanceOf(type(Reply.Refusal.class))
                .satisfies(refusal -> {
                    assertThat(refusal.code()).isEqualTo("WRONGTYPE");
                    assertThat(refusal.message()).startsWith("WRONGTYPE Operation against a key");
                });
        assertThat(driver.execute(Command.keyless("NOSUCHCOMMAND"), LONG_TIMEOUT))
                .isInstanceOf(Reply.Refusal.class);
        assertThat(text(driver.execute(get(key), LONG_TIMEOUT))).isEqualTo("text");
    }

    @Test
    @DisplayName("names server, version and commands when the driver is asked what they can do")
    void capabilities() {
        var server = RedisServers.shared();
        var capabilities = driver().capabilities(LONG_TIMEOUT);
        assertThat(capabilities.server()).isEqualToIgnoringCase(server.flavour());
        assertThat(capabilities.version()).isEqualTo(server.version());
        assertThat(capabilities.supports("GET")).isTrue();
        assertThat(capabilities.supports("NOTHING")).isFalse();
        assertThat(capabilities.supports("SPUBLISH"))
                .isEqualTo(!server.version().startsWith("6."));
    }

    @Test
    @DisplayName("names the master when the driver is asked where the masters are")
    void topology() {
        var server = RedisServers.shared();
        assertThat(driver().topology(LONG_TIMEOUT).masters()).containsExactly(new Node(server.host(), server.port()));
    }

    @Test
    @DisplayName("comes from every master when every master is asked")
    void everyMaster() {
        var replies = driver().onEveryMaster(ping(), LONG_TIMEOUT);
        assertThat(replies).hasSize(1);
        assertThat(replies.values()).allSatisfy(reply -> assertThat(text(reply)).isEqualTo("PONG"));
    }

    private Reply eval(String script, String... arguments) {
        List<byte[]> all = new ArrayList<>(List.of(bytes(script), bytes("1"), bytes(freshKey())));
        for (String argument : arguments) {
            all.add(bytes(argument));
        }
        return driver().execute(Command.keyedAt(2, "EVAL", all), LONG_TIMEOUT);
    }

    private static String shape(Reply reply) {
        if (reply instanceof Reply.Array array) {
            return array.elements().stream().map(ReplyTypeTests::shape).toList().toString();
        }
        if (reply instanceof Reply.Int number) {
            return Long.toString(number.value());
        }
        if (reply instanceof Reply.Refusal refusal) {
            return "!" + refusal.message();
        }
        return reply instanceof Reply.Nil ? "nil" : text(reply);
    }
}
