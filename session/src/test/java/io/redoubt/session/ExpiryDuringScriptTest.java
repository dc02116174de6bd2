package io.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.core.KeyKind;
import io.redoubt.redis.core.KeyPrefix;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.session.SessionTestSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Test of the scripts that prolong a session in its last millisecond, when the server removes it at once. */
@DisplayName("A session that ends while a script prolongs it")
final class ExpiryDuringScriptTest {

    private static final CallOptions OPTIONS = CallOptions.within(Duration.ofSeconds(30));

    @Test
    @DisplayName("leaves no hash without a time to live")
    void ends() {
        try (RedisBackend redis = Backends.LETTUCE.backend()) {
            redis.connect();
            SessionKeys keys = new SessionKeys(new KeyPrefix(redis.prefix()).space(KeyKind.SESSION));
            SessionSettings settings = Backends.settings(redis.prefix(), SessionTestSettings.defaults());
            SessionOwner owner = SessionOwner.of("user-42");
            HashedSessionId id = new HashedSessionId(owner.bucket(), "0123456789abcdef0123456789abcdef");
            // The server's clock is past it already, as it may be between the lines of a script.
            long end = redis.micros() / 1000 - 1_000;
            SessionScripts scripts =
                    new SessionScripts(new ScriptContext(keys, settings, ScriptTimeSource.injected(() -> end), ""));
            for (ScriptCall<TimedReply> call : List.of(scripts.touch(id), scripts.extend(id, 60_000))) {
                plant(redis, new String(keys.session(id), StandardCharsets.UTF_8), owner, end);
                redis.onEveryMaster("SCRIPT", "LOAD", call.script().source());
                TimedReply reply = call.replyParser()
                        .apply(redis.driver()
                                .pipeline(List.of(call.script().evalsha(call.keys(), call.arguments())), OPTIONS)
                                .get(0));
                assertThat(reply.exists()).as(call.method()).isTrue();
                // The expiry index is left, and that it ends is an invariant of all tests.
                assertThat(redis.keys()).as(call.method()).noneMatch(key -> key.contains("}:s:"));
            }
        }
    }

    private static void plant(RedisBackend redis, String key, SessionOwner owner, long end) {
        String used = Long.toString(end - 60_000);
        redis.raw("HSET", key, "c", used, "l", used, "i", "60000", "x", Long.toString(end), "v", "1");
        redis.raw("HSET", key, "u", owner.userId(), "h", owner.hash());
    }
}
