package io.redoubt.tck.invariants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The invariants on the server")
class ServerInvariantsTest {

    private static final String PREFIX = "inv*[1]:";

    private final RedisServer server = RedisServers.shared();
    private final Set<String> permanent = new HashSet<>();
    private final ServerInvariants invariants = ServerInvariants.of(server, () -> PREFIX, permanent);
    private final Invariant.Snapshot before = invariants.snapshot();
    /** Short wait for tests with a real leak, which is still there after any wait. */
    private final Invariant.Snapshot shortWait =
            invariants.waiting(Duration.ofMillis(100)).snapshot();

    private final RawRedis redis = server.raw();

    @AfterEach
    void close() {
        redis.close();
        try (RawRedis last = server.raw()) {
            last.call("UNLINK", "invisible:k");
        }
    }

    @Test
    @DisplayName("hold where every key has a time to live; the keys are deleted, and only those under the prefix")
    void cleansUp() {
        redis.call("SET", PREFIX + "a", "1", "PX", "60000");
        redis.call("SET", "invisible:k", "1");
        closeAndVerify();
        try (RawRedis again = server.raw()) {
            assertThat(again.call("EXISTS", PREFIX + "a")).isEqualTo(0L);
            assertThat(again.call("EXISTS", "invisible:k")).isEqualTo(1L);
        }
    }

    @Test
    @DisplayName("are broken by a key without time to live, which is deleted all the same")
    void keyWithoutTimeToLive() {
        redis.call("SADD", PREFIX + "b", "1");
        redis.close();
        assertThatThrownBy(before::verify)
                .isInstanceOf(AssertionError.class)
                .hasMessage("key without time to live: " + PREFIX + "b (set)");
        assertThatCode(before::verify).doesNotThrowAnyException();
    }

    @Test
    @DisplayName("allow a key without time to live that the test declares permanent")
    void permanentKey() {
        redis.call("SET", PREFIX + "p", "1");
        permanent.add(PREFIX + "p");
        closeAndVerify();
    }

    @Test
    @DisplayName("are broken by a connection that stays open")
    void connection() {
        redis.call("CLIENT", "SETNAME", "forgotten");
        assertThatThrownBy(shortWait::verify)
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("connection left open: id=", "name=forgotten");
    }

    @Test
    @DisplayName("are broken by subscriptions to channels, patterns and shard channels")
    void subscriptions() {
        redis.call("SUBSCRIBE", "news");
        redis.call("PSUBSCRIBE", "n*");
        boolean sharded = !(redis.call("SSUBSCRIBE", "shard") instanceof RawRedis.ErrorReply);
        assertThatThrownBy(shortWait::verify)
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(
                        "channel left subscribed: news",
                        sharded ? "channel left subscribed: shard:shard" : "",
                        "client left subscribed: id=",
                        "pattern subscriptions left: 1");
    }

    @Test
    @DisplayName("see past thousands of keys, in pages")
    void manyKeys() {
        redis.call(
                "EVAL",
                "for i = 1, 5000 do redis.call('SET', KEYS[1] .. i, i, 'PX', 60000) end"
                        + " redis.call('PERSIST', KEYS[1] .. 4711)",
                "1",
                PREFIX);
        redis.close();
        assertThatThrownBy(before::verify).hasMessage("key without time to live: " + PREFIX + "4711 (string)");
        try (RawRedis again = server.raw()) {
            assertThat(again.call("KEYS", "inv\\*\\[1]:*")).asString().isEqualTo("[]");
        }
    }

    private void closeAndVerify() {
        redis.close();
        assertThatCode(before::verify).doesNotThrowAnyException();
    }
}
