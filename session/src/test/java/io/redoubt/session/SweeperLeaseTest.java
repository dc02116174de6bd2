package io.redoubt.session;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.session.SweeperLease.Outcome;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.tck.refusal.Refusal;
import io.redoubt.tck.refusal.RefusingServer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The lease of the sweep")
final class SweeperLeaseTest {

    private static SweptSessions open(RedisBackend redis) {
        redis.connect();
        return new SweptSessions(redis.driver(), redis.prefix(), SweptSessions.IDLE, SweptSessions.LIFETIME, null);
    }

    private static SweeperLease lease(SweptSessions sessions) {
        return new SweeperLease(sessions.operations, sessions.sweeps, ofSeconds(60));
    }

    @Test
    @DisplayName("is held by one process, which prolongs it, until it is given back")
    void one() {
        try (RedisBackend redis = RedisBackendFactory.standalone(new LettuceDriverProvider())
                        .backend();
                SweptSessions sessions = open(redis)) {
            SweeperLease first = lease(sessions);
            SweeperLease second = lease(sessions);
            assertThat(first.take()).isEqualTo(Outcome.MINE);
            assertThat(second.take()).isEqualTo(Outcome.TAKEN);
            second.release();
            redis.raw("PEXPIRE", sessions.sweeperKey(), "30000");
            assertThat(first.take()).isEqualTo(Outcome.MINE);
            assertThat(Long.parseLong(redis.raw("PTTL", sessions.sweeperKey()))).isGreaterThan(30_000);
            assertThat(second.take()).isEqualTo(Outcome.TAKEN);
            first.release();
            assertThat(second.take()).isEqualTo(Outcome.MINE);
            first.release();
            assertThat(first.take()).isEqualTo(Outcome.TAKEN);
        }
    }

    @Test
    @DisplayName("is taken from another program, whatever that has put there")
    void foreign() {
        try (RedisBackend redis = RedisBackendFactory.standalone(new LettuceDriverProvider())
                        .backend();
                SweptSessions sessions = open(redis)) {
            String key = sessions.sweeperKey();
            redis.raw("SET", key, "text");
            assertThat(lease(sessions).take()).isEqualTo(Outcome.MINE);
            redis.raw("SET", key, "text", "PX", "61000");
            assertThat(lease(sessions).take()).isEqualTo(Outcome.MINE);
            redis.raw("DEL", key);
            redis.raw("RPUSH", key, "text");
            SweeperLease lease = lease(sessions);
            assertThat(lease.take()).isEqualTo(Outcome.MINE);
            redis.raw("DEL", key);
            redis.raw("RPUSH", key, "text");
            lease.release();
            assertThat(redis.raw("DEL", key)).isEqualTo("1");
        }
    }

    @Test
    @DisplayName("is not missed where its master does not answer, and is where Redis refuses it")
    void failures() {
        try (RefusingServer redis = RefusingServer.open(new LettuceDriverProvider())) {
            try (SweptSessions sessions =
                    new SweptSessions(redis.driver(), "", SweptSessions.IDLE, SweptSessions.LIFETIME, null)) {
                redis.refuse(new Refusal("LOADING Redis is loading the dataset in memory"), "EVALSHA"::equals);
                assertThat(lease(sessions).take()).isEqualTo(Outcome.MINE);
                redis.heal();
                redis.refuse(new Refusal("NOPERM this user has no permissions"), "EVALSHA"::equals);
                assertThat(lease(sessions).take()).isEqualTo(Outcome.REFUSED);
            }
        }
    }
}
