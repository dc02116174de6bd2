package io.redoubt.tck.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.cache.NearCacheStatistics;
import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionNearCacheSettings;
import io.redoubt.api.session.SessionStore;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.Deployment;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.cache.TrackingConnectionKiller;
import io.redoubt.tck.log.CapturedLog;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for the near cache of a {@link SessionStore} where Redis does not report changes, or stops to. */
public abstract class UntrackedSessionContract extends SessionContractBase {

    private static final String USER = "tck-untracked-sessions";
    private static final String MAY_TRACK = "+client|tracking";
    /** As Redis 6.2 understands it, which removes the right to whole commands only. */
    private static final String[] MAY_NOT_TRACK = {"-client", "+client|setname", "+client|id"};

    private static final String LOGGER = "io.redoubt.session";

    /** Returns servers on which a test of this contract changes what drivers may do. */
    public static Deployment untracked(Deployment servers) {
        return Deployment.asUser(
                servers,
                USER,
                Stream.concat(Stream.of("~*", "&*", "+@all"), Stream.of(MAY_NOT_TRACK))
                        .toArray(String[]::new));
    }

    /** A backend on {@link #untracked} servers. */
    @Override
    protected abstract RedisBackend backend();

    private RedisBackend redis() {
        Backend backend = on();
        return (RedisBackend) backend;
    }

    private SessionStore openedNear() {
        return opened(SessionTestSettings.defaults().near(SessionNearCacheSettings.maxEntries(100)));
    }

    /** Changes the rights of the user of the drivers. */
    private void rights(String... rules) {
        redis().onEveryMaster(Stream.concat(Stream.of("ACL", "SETUSER", USER), Stream.of(rules))
                .toArray(String[]::new));
    }

    private static void awaitState(SessionStore store, State state) {
        eventually().until(() -> store.nearStatistics().state() == state);
    }

    private void assertUnkept(SessionStore store, Session session) {
        String id = session.id();
        for (int i = 0; i < 20; i++) {
            sessions().bindCharacter(id, "c-" + i);
            assertThat(store.find(id).orElseThrow().characterId()).contains("c-" + i);
        }
        sessions().destroy(id);
        assertThat(store.find(id)).isEmpty();
        assertThat(store.nearStatistics().entries()).isZero();
    }

    @Test
    @DisplayName("a server that refuses to report changes costs the near cache, one line in the log, and nothing else")
    void refused() {
        List<String> warnings;
        try (CapturedLog log = CapturedLog.of(LOGGER)) {
            SessionStore store = openedNear();
            awaitState(store, State.REFUSED);
            Session session = store.create(NewSession.of("user-42"));
            assertThat(redis().measure(() -> store.find(session.id())).counts().byCommand())
                    .containsEntry("HGETALL", 1L)
                    .doesNotContainKey("PTTL");
            assertUnkept(store, session);
            warnings = log.lines().stream()
                    .filter(line -> line.contains("sessions: the near cache is off"))
                    .toList();
            NearCacheStatistics statistics = store.nearStatistics();
            assertThat(statistics.reason()).contains("NOPERM");
            assertThat(statistics.hits()).isZero();
            assertThat(statistics.misses()).isPositive();
        }
        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0)).contains("Give the user the right to call CLIENT");
    }

    @Test
    @DisplayName("while the connection for reports is lost, every find reads what is on the server")
    void lost() {
        rights(MAY_TRACK);
        SessionStore store = openedNear();
        awaitState(store, State.ACTIVE);
        Session session = store.create(NewSession.of("user-42"));
        Session kept = store.create(NewSession.of("user-42"));
        eventually().until(() -> {
            store.find(session.id());
            store.find(kept.id());
            return store.nearStatistics().entries() == 2;
        });
        rights(MAY_NOT_TRACK);
        TrackingConnectionKiller.killAll(redis());
        awaitState(store, State.CONNECTING);
        assertUnkept(store, session);
        assertThat(store.nearStatistics().gaps()).isPositive();
        rights(MAY_TRACK);
        awaitState(store, State.ACTIVE);
        long hits = store.nearStatistics().hits();
        eventually().until(() -> {
            assertThat(store.find(kept.id())).isPresent();
            return store.nearStatistics().hits() > hits;
        });
        assertThat(sessions().destroy(kept.id())).isTrue();
        eventually().until(() -> store.find(kept.id()).isEmpty());
        assertThat(redis().measure(() -> store.find(kept.id())).counts().byCommand())
                .containsAllEntriesOf(Map.of("HGETALL", 1L));
    }

    @Test
    @DisplayName(
            "without the right to ask for the time to live, sessions are found, none is kept, and the state says why")
    void withoutTtl() {
        rights(MAY_TRACK);
        SessionStore store = openedNear();
        awaitState(store, State.ACTIVE);
        Session session = store.create(NewSession.of("user-42"));
        rights("-pttl");
        try (CapturedLog log = CapturedLog.of(LOGGER)) {
            assertThat(store.find(session.id())).isPresent();
            assertThat(store.nearStatistics().state()).isEqualTo(State.REFUSED);
            assertThat(store.nearStatistics().reason()).contains("PTTL").contains("NOPERM");
            // Asked for again after a minute.
            assertThat(redis().measure(() -> store.find(session.id())).counts().byCommand())
                    .containsEntry("HGETALL", 1L)
                    .doesNotContainKey("PTTL");
            assertThat(log.lines().stream().filter(line -> line.contains("Give the user the right to call PTTL")))
                    .hasSize(1);
        } finally {
            rights("+pttl");
        }
        assertThat(store.nearStatistics().entries()).isZero();
        assertThat(store.nearStatistics().refusedFills()).isEqualTo(1);
    }
}
