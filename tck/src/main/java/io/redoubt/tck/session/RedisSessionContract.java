package io.redoubt.tck.session;

import static io.redoubt.api.session.SessionOverflowPolicy.EVICT_OLDEST;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LONG;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.RotationToken;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionRotationResult;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.api.session.SessionUpdateResult.Gone;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for the format of the sessions that a {@link SessionStore} stores on Redis. */
public abstract class RedisSessionContract extends SessionContractBase {

    private static final String USER_HASH = "6d894aa3ee802549d7f340e7c1cf0d1c";
    private static final String USER_BUCKET = "97";

    @Override
    protected abstract RedisBackend backend();

    private RedisBackend redis() {
        Backend backend = on();
        return (RedisBackend) backend;
    }

    private SessionAudit audit() {
        return SessionAudit.of(redis(), 5);
    }

    private String only(String part) {
        List<String> found =
                audit().current().stream().filter(key -> key.contains(part)).toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    @Test
    @DisplayName("a session is a hash; a bucket has its users and its expiry index; all in one slot, all end")
    void format() {
        Session session = sessions()
                .create(NewSession.of("user-42").metadata("ip", "10.0.0.1").attribute("gold", 5));
        String bucket = session.id().substring(32);
        String start = redis().prefix() + "session:{" + bucket + "}:";
        String key = only("}:s:");
        String hash = key.substring(key.length() - 32);
        assertThat(session.handle()).isEqualTo(hash + bucket);
        assertThat(key).isEqualTo(start + "s:" + hash);
        assertThat(audit().current()).containsExactlyInAnyOrder(key, start + "users", start + "expiry");
        assertThat(redis().raw("HGET", key, "u")).isEqualTo("user-42");
        // The first 128 bits of the SHA-256 of the user id, whose last byte is the bucket.
        assertThat(redis().raw("HGET", key, "h")).isEqualTo(USER_HASH);
        assertThat(bucket).isEqualTo(USER_BUCKET);
        assertThat(redis().raw("HGETALL", start + "users")).isEqualTo("[" + USER_HASH + ", " + hash + "]");
        assertThat(redis().raw("ZRANGE", start + "expiry", "0", "-1"))
                .isEqualTo("[" + hash + ":" + session.createdAt().toEpochMilli() + ":user-42]");
        assertThat(redis().raw("ZRANGE", start + "expiry", "0", "-1", "WITHSCORES"))
                .contains(", " + (session.expiresAt().toEpochMilli() + 1) + "]");
        assertThat(redis().raw("HGET", key, "m:ip")).isEqualTo("10.0.0.1");
        assertThat(redis().raw("HGET", key, "a:gold")).isEqualTo("5");
        assertThat(redis().raw("HGET", key, "c"))
                .isEqualTo(String.valueOf(session.createdAt().toEpochMilli()));
        assertThat(life(key)).isBetween(ofMinutes(30).toMillis(), ofMinutes(31).toMillis());
        for (String index : List.of("users", "expiry")) {
            // Two hours and an eighth more than the session can live, so that few sessions change it.
            assertThat(life(start + index))
                    .isBetween(ofHours(28).toMillis(), ofHours(29).toMillis());
        }
        audit().check();
    }

    @Test
    @DisplayName("an anonymous session has no user, and is in the expiry index only")
    void anonymous() {
        Session session = sessions().create(NewSession.anonymous());
        String key = only("}:s:");
        assertThat(redis().raw("HEXISTS", key, "u") + redis().raw("HEXISTS", key, "h"))
                .isEqualTo("00");
        String index = only("}:expiry");
        assertThat(redis().raw("ZRANGE", index, "0", "-1"))
                .isEqualTo("[" + key.substring(key.length() - 32) + ":"
                        + session.createdAt().toEpochMilli() + ":]");
        assertThat(audit().check().current()).containsExactlyInAnyOrder(key, index);
    }

    @Test
    @DisplayName("a replaced id leaves a record for a minute, which is no session")
    void replaced() {
        Session before = sessions().create(NewSession.of("user-42"));
        String key = only("}:s:");
        RotationToken token = RotationToken.generate();
        Session after = rotated(sessions().rotate(before.id(), token));
        SessionAudit audit = audit().check();
        assertThat(audit.records()).containsExactly(key);
        assertThat(audit.sessions()).isEqualTo(1);
        assertThat(redis().raw("HGET", key, "r")).isEqualTo(after.handle().substring(0, 32));
        assertThat(redis().raw("HLEN", key)).isEqualTo("2");
        assertThat(life(key)).isBetween(ofSeconds(30).toMillis(), ofSeconds(60).toMillis());
        // The minute is over.
        redis().raw("HSET", key, "e", String.valueOf(redis().micros() / 1_000 - 1));
        assertThat(sessions().rotate(before.id(), token)).isEqualTo(new SessionRotationResult.Gone());
        assertThat(sessions().rotate(before.id(), RotationToken.generate()))
                .isEqualTo(new SessionRotationResult.Gone());
        assertThat(sessions().find(after.id())).isPresent();
    }

    private long life(String key) {
        return Long.parseLong(redis().raw("PTTL", key));
    }

    @Test
    @DisplayName("an index lives as long as the longest of its members can, and no member ends it sooner")
    void indexLife() {
        Session longest = sessions().create(NewSession.of("user-42"));
        SessionStore brief = opened(SessionTestSettings.defaults().times(ofMinutes(10), ofMinutes(20)));
        brief.create(NewSession.of("user-42"));
        assertLong();
        String rotated = sessions().rotate(longest.id()).orElseThrow().id();
        assertLong();
        brief.login(brief.create(NewSession.anonymous()).id(), "user-42");
        assertLong();
        brief.extend(rotated, ofMinutes(10));
        assertLong();
        audit().check();
    }

    private void assertLong() {
        for (String index : List.of("}:users", "}:expiry")) {
            // An anonymous session leaves an index in its bucket.
            assertThat(audit().current().stream()
                            .filter(key -> key.endsWith("{" + USER_BUCKET + index))
                            .map(this::life))
                    .singleElement(LONG)
                    .isGreaterThan(ofHours(24).toMillis());
        }
    }

    @Test
    @DisplayName("an index that was lost is made again by the next rotation, with its time to live")
    void lostIndex() {
        Session first = sessions().create(NewSession.of("user-42"));
        redis().raw("DEL", only("}:users"), only("}:expiry"));
        assertThat(sessions().list("user-42")).isEmpty();
        assertThat(sessions().find(first.id())).isPresent();
        assertThat(sessions().destroyOthers(first.id())).isZero();
        sessions().rotate(first.id());
        audit().check();
        assertThat(sessions().list("user-42")).hasSize(1);
    }

    @Test
    @DisplayName("a user loses sessions that are not there any more, at the next list, and at the limit")
    void prunes() {
        SessionStore single = opened(SessionTestSettings.defaults().limit(1, EVICT_OLDEST));
        for (Consumer<String> next : List.<Consumer<String>>of(
                sessions()::list,
                user -> single.create(NewSession.of(user)),
                user -> single.login(single.create(NewSession.anonymous()).id(), user))) {
            String id = sessions().create(NewSession.of("user-42")).id();
            redis().raw("DEL", only("}:s:"));
            next.accept("user-42");
            assertThat(audit().complaints())
                    .isNotEmpty()
                    .allMatch(complaint -> complaint.contains("}:expiry, and not there"));
            assertThat(sessions().find(id)).isEmpty();
            sessions().destroyAll("user-42");
            audit().current().forEach(key -> redis().raw("DEL", key));
        }
    }

    @Test
    @DisplayName("half a session is none, and cannot be written to")
    void half() {
        for (String field : List.of("c", "l", "i", "x", "v", "u", "h")) {
            String id = sessions().create(NewSession.of("user-42")).id();
            String key = only("}:s:");
            redis().raw("HDEL", key, field);
            assertThat(sessions().find(id)).isEmpty();
            assertThat(sessions().update(id, SessionUpdate.none().metadata("a", "b")))
                    .isEqualTo(new Gone());
            assertThat(sessions().rotate(id)).isEmpty();
            assertThat(sessions().login(id, "user-43")).isEmpty();
            assertThat(sessions().logout(id)).isEmpty();
            assertThat(sessions().destroy(id)).isFalse();
            assertThat(sessions().list("user-42")).isEmpty();
            redis().raw("DEL", key);
        }
    }

    @Test
    @DisplayName("bytes that are no value of the codec's make one attribute absent, and no other")
    void undecodable() {
        String id = sessions()
                .create(NewSession.of("user-42").attribute("bad", 1).attribute("good", 2))
                .id();
        redis().raw("HSET", only("}:s:"), "a:bad", "{\"broken");
        Session found = sessions().find(id).orElseThrow();
        assertThat(found.attribute("bad", Integer.class)).isEmpty();
        assertThat(found.attribute("good", Integer.class)).contains(2);
    }

    @Test
    @DisplayName("what is not a hash is refused, and is not taken for an ended session")
    void wrongType() {
        String id = sessions().create(NewSession.of("user-42")).id();
        redis().raw("SET", only("}:s:"), "text", "EX", "60");
        assertThatThrownBy(() -> sessions().find(id)).isInstanceOf(StoreRejectedException.class);
    }

    @Test
    @DisplayName("sessions are seen by all stores, and a lower limit holds from the next login on")
    void shared() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(sessions().create(NewSession.of("user-42")).id());
            on().elapse(ofMillis(1));
        }
        SessionStore other = opened(SessionTestSettings.defaults().limit(2, EVICT_OLDEST));
        assertThat(other.find(ids.get(0))).isPresent();
        String last = other.create(NewSession.of("user-42")).id();
        assertThat(sessions().list("user-42")).hasSize(2);
        assertThat(sessions().find(last)).isPresent();
        assertThat(sessions().find(ids.get(4))).isPresent();
        assertThat(sessions().find(ids.get(3))).isEmpty();
        audit().check();
    }

    @Test
    @DisplayName("nothing outside of the prefix is touched, and the last session takes all keys with it")
    void leavesNothing() {
        String id = sessions().create(NewSession.of("user-42")).id();
        sessions().create(NewSession.of("user-42"));
        sessions().destroyOthers(id);
        String rotated = sessions().rotate(id).orElseThrow().id();
        String loggedIn = sessions().login(rotated, "user-43").orElseThrow().id();
        sessions().destroy(sessions().logout(loggedIn).orElseThrow().id());
        SessionAudit audit = audit().check();
        assertThat(audit.current()).isEmpty();
        assertThat(audit.records()).hasSize(3);
        assertThat(redis().raw("EXISTS", "session:{00}:s:x")).isEqualTo("0");
    }
}
