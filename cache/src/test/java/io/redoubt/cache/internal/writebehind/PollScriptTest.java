package io.redoubt.cache.internal.writebehind;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Tests of the number of rows that one run of the script removes, during which the server executes nothing else. */
@DisplayName("The script that polls a shard")
final class PollScriptTest {

    private static final String SHARD = "poll:{things:0}:";
    private static final String ROWS = "for i = 1, 2500 do redis.call('XADD', KEYS[1], '*', 'entry', 'none') end";

    @Test
    @DisplayName("removes a limited number of rows without a write at a time, and finds the write behind them")
    void rowsWithoutWrite() throws IOException {
        try (RawRedis raw = RedisServers.shared().raw()) {
            raw.call("EVAL", ROWS, "1", SHARD + "stream");
            raw.call("XADD", SHARD + "stream", "*", "entry", "Ada");
            raw.call("HSET", SHARD + "pending", "Ada", "7:-");
            for (long left : new long[] {1_501, 501}) {
                assertThat(poll(raw)).isEqualTo(List.of(1L));
                assertThat(raw.number("XLEN", SHARD + "stream")).isEqualTo(left);
                assertThat(raw.text("GET", SHARD + "lease")).isEqualTo("token");
            }
            assertThat((List<?>) poll(raw)).hasSize(2);
            assertThat(raw.number("XLEN", SHARD + "stream")).isEqualTo(1);
        }
    }

    private static @Nullable Object poll(RawRedis raw) throws IOException {
        try (InputStream script = Objects.requireNonNull(PollScriptTest.class.getResourceAsStream("poll.lua"))) {
            String text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
            String[] keys = {SHARD + "lease", SHARD + "stream", SHARD + "pending", SHARD + "dead"};
            return raw.call(
                    "EVAL", text, "4", keys[0], keys[1], keys[2], keys[3], "token", "60000", "100", "1000", "60000");
        }
    }
}
