package io.redoubt.tck.session;

import static io.redoubt.api.session.SessionOverflowPolicy.EVICT_OLDEST;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionStore;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.CommandCost;
import io.redoubt.tck.backend.RedisBackend;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for the commands and round trips of each call of a {@link SessionStore} on Redis. */
public abstract class RedisSessionCostContract extends SessionContractBase {

    private static final int BUCKETS = 256;

    @Override
    protected abstract RedisBackend backend();

    private RedisBackend redis() {
        Backend backend = on();
        return (RedisBackend) backend;
    }

    private Session created() {
        return sessions().create(NewSession.of("user-42"));
    }

    private CommandCost measure(Runnable call) {
        return redis().measure(call::run);
    }

    /** The first call of a script sends its source to a master, which is not to be measured. */
    private void warm() {
        for (int i = 0; i < 12; i++) {
            // Users on all masters of a cluster.
            String user = i == 0 ? "user-42" : "warm-" + i;
            String id = sessions().create(NewSession.of(user)).id();
            sessions().find(id);
            sessions().bindCharacter(id, "c-9");
            sessions().extend(id, ofHours(1));
            String anonymous = sessions()
                    .logout(sessions().rotate(id).orElseThrow().id())
                    .orElseThrow()
                    .id();
            // In place, since a session that is logged out stays in its bucket, and from another one.
            String here = sessions().login(anonymous, user).orElseThrow().id();
            sessions().login(sessions().create(NewSession.anonymous()).id(), user);
            sessions().destroyOthers(here);
            sessions().list(user);
            sessions().destroy(here);
            sessions().destroyAll(user);
        }
        sessions().statistics();
    }

    @Test
    @DisplayName("a call for one session is one command and one round trip")
    void one() {
        warm();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            measure(() -> ids.add(created().id())).mustBe(1, 1);
        }
        measure(() -> sessions().create(NewSession.anonymous())).mustBe(1, 1);
        measure(() -> sessions().find(ids.get(0))).mustBe(1, 1);
        measure(() -> sessions().extend(ids.get(0), ofHours(1))).mustBe(1, 1);
        measure(() -> sessions().bindCharacter(ids.get(0), "c-9")).mustBe(1, 1);
        measure(() -> ids.add(sessions().rotate(ids.get(0)).orElseThrow().id())).mustBe(1, 1);
        measure(() -> sessions().find(ids.get(0))).mustBe(1, 1);
        measure(() -> assertThat(sessions().rotate(ids.get(0))).isEmpty()).mustBe(1, 1);
        measure(() -> ids.add(sessions().logout(ids.get(5)).orElseThrow().id())).mustBe(1, 1);
        SessionInfo listed = sessions().list("user-42").get(0);
        measure(() -> sessions().destroy(listed)).mustBe(1, 1);
        measure(() -> sessions().destroy(ids.get(6))).mustBe(1, 1);
    }

    @Test
    @DisplayName("a call for all sessions of a user is two commands, the first of which tells of which")
    void ofUser() {
        warm();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(created().id());
        }
        measure(() -> ids.add(created().id())).mustBe(2, 2);
        measure(() -> assertThat(sessions().list("user-42")).hasSize(5)).mustBe(2, 2);
        measure(() -> assertThat(sessions().destroyOthers(ids.get(5))).isEqualTo(4))
                .mustBe(2, 2);
        measure(() -> assertThat(sessions().destroyAll("user-42")).isEqualTo(1)).mustBe(2, 2);
        measure(() -> assertThat(sessions().list("user-42")).isEmpty()).mustBe(1, 1);
        measure(() -> assertThat(sessions().destroyAll("user-42")).isZero()).mustBe(1, 1);
    }

    @Test
    @DisplayName("a login is one command, two at the limit; two more where the ids are in two slots of a cluster")
    void login() {
        warm();
        SessionStore single = opened(SessionTestSettings.defaults().limit(1, EVICT_OLDEST));
        // The buckets of these users are in different slots.
        String warm = sessions().create(NewSession.of("user-43")).id();
        String back = sessions().login(warm, "user-42").orElseThrow().id();
        sessions().destroy(sessions().login(back, "user-43").orElseThrow().id());
        String here = sessions().logout(created().id()).orElseThrow().id();
        String there = sessions().create(NewSession.of("user-43")).id();
        int more = redis().measure(() -> {}).masters() == 1 ? 0 : 2;
        List<String> ids = new ArrayList<>();
        measure(() -> ids.add(single.login(here, "user-42").orElseThrow().id())).mustBe(1, 1);
        String next = sessions().logout(created().id()).orElseThrow().id();
        measure(() -> ids.add(single.login(next, "user-42").orElseThrow().id())).mustBe(2, 2);
        measure(() -> ids.add(single.login(there, "user-42").orElseThrow().id()))
                .mustBe(2 + more, 2 + more);
        measure(() -> ids.add(single.login(ids.get(2), "user-43").orElseThrow().id()))
                .mustBe(1 + more, 1 + more);
        assertThat(sessions().find(ids.get(3))).isPresent();
        assertThat(sessions().list("user-42")).isEmpty();
    }

    @Test
    @DisplayName("a call for many ids is one command for each and one round trip to each server")
    void bulk() {
        warm();
        List<String> ids = IntStream.range(0, 30)
                .mapToObj(i -> sessions().create(NewSession.of("user-" + i)).id())
                .toList();
        List<String> warm = IntStream.range(0, 30)
                .mapToObj(i -> sessions().create(NewSession.of("other-" + i)).id())
                .toList();
        sessions().destroyEach(warm);
        measure(() -> assertThat(sessions().findAll(ids)).hasSize(30)).mustBePerMaster(30, 1);
        measure(() -> assertThat(sessions().destroyEach(ids)).isEqualTo(30)).mustBePerMaster(30, 1);
    }

    @Test
    @DisplayName("statistics are two round trips to each server: the counts, and the sizes of all indexes")
    void statistics() {
        warm();
        measure(() -> sessions().statistics()).mustBePerMaster(1 + 2 * BUCKETS, 2);
    }

    @Test
    @DisplayName("an id that cannot have been issued costs nothing")
    void malformed() {
        measure(() -> Stream.of("", "x", "x".repeat(33), "!".repeat(34), "A".repeat(34))
                        .forEach(id -> {
                            sessions().find(id);
                            sessions().rotate(id);
                            sessions().login(id, "user-42");
                            sessions().logout(id);
                            sessions().destroy(id);
                            sessions().bindCharacter(id, "c");
                            sessions().findAll(List.of(id));
                            sessions().destroyEach(List.of(id));
                        }))
                .mustBe(0, 0);
    }

    @Test
    @DisplayName("an id that was replaced is two commands, if it is still good for a while, and no touch")
    void grace() {
        SessionStore store = opened(SessionTestSettings.defaults().grace(ofSeconds(60)));
        String id = created().id();
        store.rotate(id);
        String key = sessionKey();
        assertThat(store.find(id)).isPresent();
        // A touch would be due after a minute.
        SessionBackdater.age(redis(), ofMinutes(2));
        String before = redis().raw("HGET", key, "l");
        measure(() -> assertThat(store.find(id)).isPresent()).mustBe(2, 2);
        // Touches that are due are sent before that.
        closeStores();
        assertThat(redis().raw("HGET", key, "l")).isEqualTo(before);
    }

    @Test
    @DisplayName("a touch that is due is one command more, on top of the one that is waited for")
    void touch() {
        warm();
        String id = created().id();
        String key = sessionKey();
        // The first touch of all sends the script's source, which is not to be measured.
        touched(id, key, 1);
        assertThat(sent(() -> touched(id, key, 1))).isEqualTo(Map.of("HGETALL", 1L, "EVALSHA", 1L));
        assertThat(sent(() -> sessions().find(id))).isEqualTo(Map.of("HGETALL", 1L));
    }

    private String sessionKey() {
        List<String> found = SessionAudit.of(redis(), 5).current().stream()
                .filter(key -> key.contains("}:s:"))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
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
        String id = created().id();
        String key = sessionKey();
        List<String> sent;
        try (CommandRecorder tap = CommandRecorder.on(redis())) {
            for (int i = 0; i < periods; i++) {
                touched(id, key, uses);
            }
            closeStores();
            sent = tap.lines();
        }
        List<String> ofSession =
                sent.stream().filter(line -> line.contains(key)).toList();
        assertThat(ofSession).filteredOn(line -> line.contains("\"HGETALL\"")).hasSize(periods * uses);
        assertThat(ofSession)
                .filteredOn(line -> line.contains("lua]") && line.contains("\"HSET\""))
                .hasSize(periods);
        // A read that is overtaken by a touch may ask for another one, which finds that none is due.
        assertThat(ofSession).filteredOn(line -> line.contains("\"EVALSHA\"")).hasSizeBetween(periods, 2 * periods);
    }
}
