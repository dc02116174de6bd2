package io.redoubt.tck.session;

import static io.redoubt.api.session.SessionOverflowPolicy.EVICT_OLDEST;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.api.session.SessionUpdateResult.Gone;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.CommandCost;
import io.redoubt.tck.backend.RedisBackend;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Contract tests for a {@link SessionStore} on Redis: the format of stored sessions, and the number of commands of each
 * call.
 */
public abstract class RedisSessionContract extends SessionContractBase {

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
        List<String> found = audit().dump().keySet().stream()
                .filter(key -> key.contains(part))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    @Nested
    @DisplayName("On the server")
    class OnTheServer {

        @Test
        @DisplayName("a session is a hash, and its user's index a sorted set, in one slot, both with a time to live")
        void format() {
            Session session = sessions()
                    .create(NewSession.of("user-42").metadata("ip", "10.0.0.1").attribute("gold", 5));
            String bucket = session.id().substring(32);
            String start = redis().prefix() + "session:{" + bucket + "}:";
            String key = only(":s:");
            assertThat(key).matches("\\Q" + start + "s:\\E[0-9a-f]{32}");
            // The first 128 bits of the SHA-256 of "user-42", whose last byte is the bucket.
            assertThat(only(":u:")).isEqualTo(start + "u:" + userHash());
            assertThat(redis().raw("HGET", key, "u")).isEqualTo("user-42");
            assertThat(redis().raw("HGET", key, "m:ip")).isEqualTo("10.0.0.1");
            assertThat(redis().raw("HGET", key, "a:gold")).isEqualTo("5");
            assertThat(redis().raw("HGET", key, "c"))
                    .isEqualTo(String.valueOf(session.createdAt().toEpochMilli()));
            assertThat(life(key))
                    .isBetween(ofMinutes(30).toMillis(), ofMinutes(31).toMillis());
            assertThat(life(only(":u:")))
                    .isBetween(ofHours(23).toMillis(), ofHours(24).toMillis());
            audit().check();
        }

        private String userHash() {
            return redis().raw("HGET", only(":s:"), "h");
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
            assertThat(life(only(":u:"))).isGreaterThan(ofHours(23).toMillis());
            sessions().rotate(longest.id());
            assertThat(life(only(":u:"))).isGreaterThan(ofHours(23).toMillis());
            audit().check();
        }

        @Test
        @DisplayName(
                "an index that was lost is made again by the next login and the next rotation, with its time to live")
        void lostIndex() {
            Session first = sessions().create(NewSession.of("user-42"));
            redis().raw("DEL", only(":u:"));
            assertThat(sessions().list("user-42")).isEmpty();
            assertThat(sessions().find(first.id())).isPresent();
            sessions().rotate(first.id());
            audit().check();
            assertThat(sessions().list("user-42")).hasSize(1);
        }

        @Test
        @DisplayName("an index loses what is not there any more, at the next login and at the next list")
        void prunes() {
            for (Consumer<String> next : List.<Consumer<String>>of(
                    sessions()::list, user -> sessions().create(NewSession.of(user)))) {
                String id = sessions().create(NewSession.of("user-42")).id();
                redis().raw("DEL", only(":s:"));
                assertThat(audit().complaints()).hasSize(1);
                next.accept("user-42");
                audit().check();
                assertThat(sessions().find(id)).isEmpty();
            }
            sessions().destroyAll("user-42");
            assertThat(audit().dump()).isEmpty();
        }

        @Test
        @DisplayName("half a session is none, and cannot be written to")
        void half() {
            for (String field : List.of("c", "l", "i", "x", "v", "u")) {
                String id = sessions().create(NewSession.of("user-42")).id();
                String key = only(":s:");
                redis().raw("HDEL", key, field);
                assertThat(sessions().find(id)).isEmpty();
                if (!field.equals("u")) {
                    assertThat(sessions().update(id, SessionUpdate.none().metadata("a", "b")))
                            .isEqualTo(new Gone());
                    assertThat(sessions().rotate(id)).isEmpty();
                    assertThat(sessions().list("user-42")).isEmpty();
                }
                redis().raw("DEL", key);
            }
        }

        @Test
        @DisplayName("bytes that are no value of the codec's make one attribute absent, and no other")
        void undecodable() {
            String id = sessions()
                    .create(NewSession.of("user-42").attribute("bad", 1).attribute("good", 2))
                    .id();
            redis().raw("HSET", only(":s:"), "a:bad", "{\"broken");
            Session found = sessions().find(id).orElseThrow();
            assertThat(found.attribute("bad", Integer.class)).isEmpty();
            assertThat(found.attribute("good", Integer.class)).contains(2);
        }

        @Test
        @DisplayName("what is not a hash is refused, and is not taken for an ended session")
        void wrongType() {
            String id = sessions().create(NewSession.of("user-42")).id();
            redis().raw("SET", only(":s:"), "text", "EX", "60");
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
            sessions().destroy(sessions().rotate(id).orElseThrow().id());
            assertThat(audit().dump()).isEmpty();
            assertThat(redis().raw("EXISTS", "session:{00}:s:x")).isEqualTo("0");
        }
    }

    @Nested
    @DisplayName("What it costs")
    class Costs {

        /** The first call of a script sends its source to the user's master, which is not to be measured. */
        private void warm() {
            String id = sessions().create(NewSession.of("user-42")).id();
            sessions().find(id);
            sessions().bindCharacter(id, "c-9");
            sessions().extend(id, ofHours(1));
            String rotated = sessions().rotate(id).orElseThrow().id();
            sessions().destroyOthers(rotated);
            sessions().list("user-42");
            sessions().destroy(rotated);
            sessions().destroyAll("user-42");
        }

        private CommandCost measure(Runnable call) {
            return redis().measure(call::run);
        }

        @Test
        @DisplayName("every call is one command and one round trip")
        void calls() {
            warm();
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                measure(() -> ids.add(
                                sessions().create(NewSession.of("user-42")).id()))
                        .mustBe(1, 1);
            }
            String id = ids.get(5);
            measure(() -> sessions().find(id)).mustBe(1, 1);
            measure(() -> sessions().find(ids.get(0))).mustBe(1, 1);
            measure(() -> sessions().extend(id, ofHours(1))).mustBe(1, 1);
            measure(() -> sessions().bindCharacter(id, "c-9")).mustBe(1, 1);
            measure(() -> sessions().list("user-42")).mustBe(1, 1);
            measure(() -> ids.add(sessions().rotate(id).orElseThrow().id())).mustBe(1, 1);
            measure(() -> sessions().destroyOthers(ids.get(6))).mustBe(1, 1);
            SessionInfo listed = sessions().list("user-42").get(0);
            measure(() -> sessions().destroy(listed)).mustBe(1, 1);
            measure(() -> sessions().destroy(ids.get(6))).mustBe(1, 1);
            measure(() -> sessions().destroyAll("user-42")).mustBe(1, 1);
        }

        @Test
        @DisplayName("an id that cannot have been issued costs nothing")
        void malformed() {
            measure(() -> Stream.of("", "x", "x".repeat(33), "!".repeat(34), "A".repeat(34))
                            .forEach(id -> {
                                sessions().find(id);
                                sessions().rotate(id);
                                sessions().destroy(id);
                                sessions().bindCharacter(id, "c");
                            }))
                    .mustBe(0, 0);
        }

        @Test
        @DisplayName("a touch that is due is one command more, on top of the one that is waited for")
        void touch() {
            warm();
            String id = sessions().create(NewSession.of("user-42")).id();
            String key = only(":s:");
            // The first touch of all sends the script's source, which is not to be measured.
            touched(id, key, 1);
            assertThat(sent(() -> touched(id, key, 1))).isEqualTo(Map.of("HGETALL", 1L, "EVALSHA", 1L));
            assertThat(sent(() -> sessions().find(id))).isEqualTo(Map.of("HGETALL", 1L));
        }

        /** Without another connection, which a driver may open while the last touch still has one. */
        private Map<String, Long> sent(Runnable call) {
            Map<String, Long> sent = new HashMap<>(measure(call).counts().byCommand());
            sent.keySet().removeAll(Set.of("HELLO", "CLIENT"));
            return sent;
        }

        /** Finds a session that was not used for a while, so often, and waits until that is noted. */
        private void touched(String id, String key, int uses) {
            // A touch is due after a minute, by what a reply has told of the clock, which may have come late.
            SessionBackdater.age(redis(), ofMinutes(2));
            String before = redis().raw("HGET", key, "l");
            for (int i = 0; i < uses; i++) {
                assertThat(sessions().find(id)).isPresent();
            }
            eventually().until(() -> !redis().raw("HGET", key, "l").equals(before));
        }

        @Test
        @DisplayName("however often a session is used, it is touched once in a tenth of its idle timeout")
        void throttle() {
            int periods = 3;
            int uses = 30;
            warm();
            String id = sessions().create(NewSession.of("user-42")).id();
            String key = only(":s:");
            List<String> sent;
            try (CommandRecorder tap = CommandRecorder.on(redis())) {
                for (int i = 0; i < periods; i++) {
                    touched(id, key, uses);
                }
                closeStores();
                sent = tap.lines();
            }
            assertThat(sent).filteredOn(line -> line.contains("\"HGETALL\"")).hasSize(periods * uses);
            assertThat(sent)
                    .filteredOn(line -> line.contains("lua]") && line.contains("\"HSET\""))
                    .hasSize(periods);
            // A read that is overtaken by a touch may ask for another one, which finds that none is due.
            assertThat(sent).filteredOn(line -> line.contains("\"EVALSHA\"")).hasSizeBetween(periods, 2 * periods);
        }
    }
}
