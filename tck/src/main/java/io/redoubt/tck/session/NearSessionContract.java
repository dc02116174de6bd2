package io.redoubt.tck.session;

import static io.redoubt.api.session.SessionOverflowPolicy.EVICT_OLDEST;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionNearCacheSettings;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.cache.TrackingConnectionKiller;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Contract tests for the near cache (copies in this process) of a {@link SessionStore} on Redis. The other store of the
 * tests, which has none, acts as another process.
 */
public abstract class NearSessionContract extends SessionContractBase {

    private static final SessionNearCacheSettings NEAR =
            SessionNearCacheSettings.maxEntries(1_000).maxAge(ofMinutes(1));

    /** What a driver sends on its own. */
    private static final Set<String> NOT_OF_CALLS = Set.of("HELLO", "CLIENT", "PING");

    private SessionStore near;

    @Override
    protected abstract RedisBackend backend();

    @BeforeEach
    void openNear() {
        near = opened(SessionTestSettings.defaults().near(NEAR));
    }

    private RedisBackend redis() {
        Backend backend = on();
        return (RedisBackend) backend;
    }

    /** Finds a session until it is near. */
    private static Session awaitNear(SessionStore store, String id) {
        return eventually()
                .until(
                        () -> {
                            long hits = store.nearStatistics().hits();
                            Optional<Session> found = store.find(id);
                            assertThat(found).isPresent();
                            return store.nearStatistics().hits() > hits ? found : Optional.<Session>empty();
                        },
                        Optional::isPresent)
                .orElseThrow();
    }

    private static void awaitState(SessionStore store, State state) {
        eventually().until(() -> store.nearStatistics().state() == state);
    }

    private Map<String, Long> sent(Runnable call) {
        Map<String, Long> sent =
                new HashMap<>(redis().measure(call::run).counts().byCommand());
        sent.keySet().removeAll(NOT_OF_CALLS);
        return sent;
    }

    private String keyOf(String handle) {
        int bucketAt = handle.length() - 2;
        return redis().prefix() + "session:{" + handle.substring(bucketAt) + "}:s:" + handle.substring(0, bucketAt);
    }

    @Test
    @DisplayName("a session that is near costs no command, and one that is not two in one round trip")
    void cost() {
        Session session = near.create(NewSession.of("user-42").attribute("gold", 5));
        String other = near.create(NewSession.anonymous()).id();
        eventually().untilAsserted(() -> {
            Session copy = awaitNear(near, session.id());
            assertThat(copy.attribute("gold", Integer.class)).contains(5);
            assertThat(copy.id()).isEqualTo(session.id());
            assertThat(copy.expiresAt()).isEqualTo(session.expiresAt());
            awaitNear(near, other);
            assertThat(sent(() -> {
                        assertThat(near.find(session.id())).isPresent();
                        assertThat(near.findAll(List.of(other, session.id()))).containsOnlyKeys(other, session.id());
                        assertThat(near.async().find(session.id()).join()).isPresent();
                    }))
                    .isEmpty();
        });
        eventually().untilAsserted(() -> {
            near.bindCharacter(session.id(), "c-9");
            assertThat(sent(() -> near.find(session.id()))).isEqualTo(Map.of("HGETALL", 1L, "PTTL", 1L));
        });
        // Of many sessions none is kept, so that they do not drive out those in use.
        eventually().untilAsserted(() -> {
            near.bindCharacter(session.id(), "c-9");
            assertThat(sent(() -> near.findAll(List.of(session.id(), other)))).isEqualTo(Map.of("HGETALL", 1L));
            assertThat(sent(() -> near.findAll(List.of(session.id())))).isEqualTo(Map.of("HGETALL", 1L));
        });
        // What this call tells of the clock of the server saves a touch.
        String distant = sessions().create(NewSession.anonymous()).id();
        assertThat(sent(() -> sessions().find(distant))).isEqualTo(Map.of("HGETALL", 1L));
        assertThat(sessions().nearStatistics().state()).isEqualTo(State.OFF);
    }

    @Test
    @DisplayName("an id without a session is looked for each time")
    void absent() {
        Session session = near.create(NewSession.of("user-42"));
        awaitNear(near, session.id());
        near.destroy(session.id());
        long entries = near.nearStatistics().entries();
        for (int i = 0; i < 3; i++) {
            assertThat(near.find(session.id())).isEmpty();
        }
        assertThat(near.nearStatistics().entries()).isEqualTo(entries).isZero();
    }

    /**
     * Change of a session of {@code user-42}.
     *
     * @param ends whether its id finds nothing afterwards
     */
    private record Change(String name, boolean ends, BiConsumer<SessionStore, Session> call) {}

    private static List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        changes.add(new Change("update", false, (store, of) -> store.bindCharacter(of.id(), "c-9")));
        changes.add(new Change(
                "removal",
                false,
                (store, of) -> store.update(of.id(), SessionUpdate.none().removeAttribute("gold"))));
        changes.add(new Change("extend", false, (store, of) -> store.extend(of.id(), ofHours(2))));
        changes.add(new Change("rotate", true, (store, of) -> store.rotate(of.id())));
        changes.add(new Change("login", true, (store, of) -> store.login(of.id(), "user-43")));
        changes.add(new Change("logout", true, (store, of) -> store.logout(of.id())));
        changes.add(new Change("destroy", true, (store, of) -> store.destroy(of.id())));
        changes.add(new Change("destroy from a list", true, (store, of) -> store.destroy(info(store, of))));
        changes.add(new Change("destroyEach", true, (store, of) -> store.destroyEach(List.of(of.id()))));
        changes.add(new Change("destroyAll", true, (store, of) -> store.destroyAll("user-42")));
        changes.add(new Change(
                "destroyAllOfUsers",
                true,
                (store, of) -> store.destroyAllOfUsers(List.of("user-42", "user-44"), progress -> {})));
        changes.add(new Change(
                "destroyIf",
                true,
                (store, of) -> store.destroyIf(info -> info.handle().equals(of.handle()), progress -> {})));
        changes.add(new Change(
                "destroyOthers",
                true,
                (store, of) -> store.destroyOthers(
                        store.create(NewSession.of("user-42")).id())));
        return changes;
    }

    private static SessionInfo info(SessionStore store, Session session) {
        return store.list("user-42").stream()
                .filter(info -> info.handle().equals(session.handle()))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isSeen(SessionStore store, Session before, Change change) {
        Optional<Session> found = store.find(before.id());
        if (change.ends()) {
            return found.isEmpty();
        }
        Session now = found.orElseThrow();
        return now.version() != before.version() || now.expiresAt().isAfter(before.expiresAt());
    }

    @Test
    @DisplayName("each change by this process is seen by its next find")
    void ownChanges() {
        for (Change change : changes()) {
            for (int i = 0; i < 3; i++) {
                Session session = near.create(NewSession.of("user-42").attribute("gold", 5));
                Session copy = awaitNear(near, session.id());
                change.call().accept(near, copy);
                assertThat(isSeen(near, copy, change)).as(change.name()).isTrue();
                near.destroyAll("user-42");
                near.destroyAll("user-43");
            }
        }
    }

    @Test
    @DisplayName("a session that this process evicts by the limit is not found by its next find")
    void ownEvictions() {
        SessionStore single =
                opened(SessionTestSettings.defaults().limit(1, EVICT_OLDEST).near(NEAR));
        for (int i = 0; i < 5; i++) {
            String first = single.create(NewSession.of("user-42")).id();
            awaitNear(single, first);
            String second = single.create(NewSession.of("user-42")).id();
            assertThat(single.find(first)).isEmpty();
            awaitNear(single, second);
            String third = single.login(single.create(NewSession.anonymous()).id(), "user-42")
                    .orElseThrow()
                    .id();
            assertThat(single.find(second)).isEmpty();
            assertThat(single.find(third)).isPresent();
        }
    }

    @Test
    @DisplayName("each change by another process is seen")
    void otherProcesses() {
        for (Change change : changes()) {
            Session session = near.create(NewSession.of("user-42").attribute("gold", 5));
            Session copy = awaitNear(near, session.id());
            change.call().accept(sessions(), copy);
            eventually().until(() -> isSeen(near, copy, change));
            near.destroyAll("user-42");
            near.destroyAll("user-43");
        }
        assertThat(near.nearStatistics().invalidations()).isPositive();
    }

    @Test
    @DisplayName("a change by another program is seen: a field that it wrote, a key that it deleted or let expire")
    void otherPrograms() {
        Session session = near.create(NewSession.of("user-42").attribute("gold", 5));
        awaitNear(near, session.id());
        redis().raw("HSET", keyOf(session.handle()), "a:gold", "6");
        eventually()
                .until(() -> near.find(session.id())
                        .orElseThrow()
                        .attribute("gold", Integer.class)
                        .equals(Optional.of(6)));
        awaitNear(near, session.id());
        redis().raw("PEXPIRE", keyOf(session.handle()), "1");
        eventually().until(() -> near.find(session.id()).isEmpty());
        Session another = near.create(NewSession.of("user-42"));
        awaitNear(near, another.id());
        redis().raw("DEL", keyOf(another.handle()));
        eventually().until(() -> near.find(another.id()).isEmpty());
    }

    @Test
    @DisplayName("the use of a session is recorded though it is near, and lets it live on")
    void touched() {
        // A touch is due after 400 ms, and the session lives for more than four seconds without.
        SessionStore brief = opened(
                SessionTestSettings.defaults().times(ofSeconds(4), ofHours(1)).near(NEAR));
        Session session = inTime(() -> {
            Session created = brief.create(NewSession.of("user-42"));
            awaitNear(brief, created.id());
            on().elapse(ofMillis(400));
            long hits = brief.nearStatistics().hits();
            Optional<Session> found = brief.find(created.id());
            return found.filter(each -> brief.nearStatistics().hits() > hits);
        });
        eventually()
                .until(() -> brief.find(session.id())
                        .filter(found -> found.lastUsedAt().isAfter(session.lastUsedAt()))
                        .isPresent());
    }

    @Test
    @DisplayName("a session that is found by the id that it had before a rotation is not kept under that")
    void grace() {
        SessionStore graceful =
                opened(SessionTestSettings.defaults().grace(ofSeconds(60)).near(NEAR));
        Session before = graceful.create(NewSession.of("user-42"));
        awaitNear(graceful, before.id());
        String after = graceful.rotate(before.id()).orElseThrow().id();
        for (int i = 0; i < 3; i++) {
            assertThat(graceful.find(before.id())).isPresent();
        }
        awaitNear(graceful, after);
        sessions().bindCharacter(after, "c-9");
        // What was added since may be for the new id only.
        assertThat(graceful.find(before.id())).isEmpty();
    }

    @Test
    @DisplayName("copies are as many as allowed; what is too large is not kept")
    void bounded() {
        SessionStore small = opened(SessionTestSettings.defaults().near(SessionNearCacheSettings.maxEntries(10)));
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            ids.add(small.create(NewSession.anonymous()).id());
        }
        eventually().untilAsserted(() -> {
            ids.forEach(small::find);
            assertThat(small.nearStatistics().evictions()).isGreaterThanOrEqualTo(30);
        });
        assertThat(small.nearStatistics().entries()).isBetween(1L, 10L);
        String large = small.create(NewSession.anonymous()
                        .attribute("text", "x".repeat(64_000))
                        .attribute("more", "x".repeat(2_000)))
                .id();
        eventually().untilAsserted(() -> {
            long refused = small.nearStatistics().refusedFills();
            assertThat(sent(() -> small.find(large))).isEqualTo(Map.of("HGETALL", 1L, "PTTL", 1L));
            assertThat(small.nearStatistics().refusedFills()).isEqualTo(refused + 1);
        });
    }

    @Test
    @DisplayName("a copy is used for the maximum age")
    void age() {
        SessionStore young = opened(SessionTestSettings.defaults()
                .near(SessionNearCacheSettings.maxEntries(10).maxAge(ofMillis(200))));
        String id = young.create(NewSession.of("user-42")).id();
        awaitNear(young, id);
        on().elapse(ofMillis(200));
        long misses = young.nearStatistics().misses();
        assertThat(young.find(id)).isPresent();
        assertThat(young.nearStatistics().misses()).isEqualTo(misses + 1);
    }

    @Test
    @DisplayName("a lost connection for reports drops all copies, and none is kept until it is open again")
    void lostConnection() {
        Session session = near.create(NewSession.of("user-42"));
        awaitNear(near, session.id());
        long gaps = near.nearStatistics().gaps();
        TrackingConnectionKiller.killAll(redis());
        eventually().until(() -> near.nearStatistics().gaps() > gaps);
        awaitState(near, State.ACTIVE);
        awaitNear(near, session.id());
        sessions().destroy(session.id());
        eventually().until(() -> near.find(session.id()).isEmpty());
    }

    @Test
    @DisplayName("nothing is kept of a find that a destruction elsewhere overtakes")
    void overtaken() throws Exception {
        ExecutorService reader = Executors.newSingleThreadExecutor();
        try {
            for (int i = 0; i < 50; i++) {
                String id = near.create(NewSession.of("user-42")).id();
                Future<Optional<Session>> found = reader.submit(() -> near.find(id));
                sessions().destroy(id);
                Optional<Session> unused = found.get();
                eventually().until(() -> near.find(id).isEmpty());
            }
        } finally {
            reader.shutdownNow();
        }
        awaitState(near, State.ACTIVE);
    }
}
