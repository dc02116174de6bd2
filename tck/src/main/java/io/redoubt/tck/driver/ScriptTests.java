package io.redoubt.tck.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.ServerOptions;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for running Lua scripts through a Redis driver. */
abstract class ScriptTests extends DriverTestBase {

    private static final Script COUNT = Script.of(
            "count.lua", "return redis.call('INCRBY', KEYS[1], ARGV[1]) -- tck " + ScriptTests.class.getName());

    @Test
    @DisplayName("is sent by digest, then by source if the server does not know it, and by digest again after that")
    void digestFirst() {
        RedisServer server = server(ServerOptions.defaults());
        RedisDriver driver = driver(server);
        RawRedis raw = raw(server);
        String key = freshKey();

        assertThat(count(driver, key)).isEqualTo(new Reply.Int(2));
        assertThat(calls(raw, "evalsha")).isEqualTo(1);
        assertThat(calls(raw, "eval")).isEqualTo(1);

        assertThat(count(driver, key)).isEqualTo(new Reply.Int(4));
        assertThat(calls(raw, "evalsha")).isEqualTo(2);
        assertThat(calls(raw, "eval")).isEqualTo(1);

        raw.call("SCRIPT", "FLUSH");
        assertThat(count(driver, key)).isEqualTo(new Reply.Int(6));
        assertThat(count(driver, key)).isEqualTo(new Reply.Int(8));
        assertThat(calls(raw, "evalsha")).isEqualTo(4);
        assertThat(calls(raw, "eval")).isEqualTo(2);
        assertThat(raw.text("GET", key)).isEqualTo("8");
    }

    @Test
    @DisplayName("returns an error of the server as a reply and is not repeated because of it")
    void refusal() {
        RedisServer server = server(ServerOptions.defaults());
        RedisDriver driver = driver(server);
        String key = freshKey();
        driver.execute(set(key, "text"), LONG_TIMEOUT);
        assertThat(count(driver, key)).isInstanceOf(Reply.Refusal.class);
        assertThat(count(driver, key)).isInstanceOf(Reply.Refusal.class);
        assertThat(calls(raw(server), "eval")).isEqualTo(1);
    }

    private static Reply count(RedisDriver driver, String key) {
        return driver.script(COUNT, List.of(bytes(key)), List.of(bytes("2")), LONG_TIMEOUT);
    }

    private static long calls(RawRedis raw, String command) {
        Matcher calls =
                Pattern.compile("cmdstat_" + command + ":calls=(\\d+)").matcher(raw.text("INFO", "commandstats"));
        return calls.find() ? Long.parseLong(calls.group(1)) : 0;
    }
}
