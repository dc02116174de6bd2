package io.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.RotationToken;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionRotationResult;
import io.redoubt.api.session.SessionRotationResult.Gone;
import io.redoubt.api.session.SessionRotationResult.Rotated;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.tck.ConcurrentCalls;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.session.SessionAudit;
import io.redoubt.tck.session.SessionStoreUnderTest;
import io.redoubt.tck.session.SessionTestSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Test of two logins of one session with one token, one of which comes between two steps of the other. */
@DisplayName("A login across the slots of a cluster, and another one with the same token")
final class LoginAcrossSlotsTest {

    private static final String USER = "user-43";

    private final RedisBackend redis = Backends.LETTUCE.backend();
    private final RotationToken token = RotationToken.generate();
    private final List<Session> loggedIn = new ArrayList<>();
    private InterceptingDriver driver;
    private SessionStoreUnderTest opened;
    private Session before;

    @BeforeEach
    void open() {
        redis.connect();
        driver = new InterceptingDriver(redis.driver());
        opened = Backends.open(driver, redis.prefix(), SessionTestSettings.defaults());
        before = sessions().create(NewSession.of("user-42").attribute("gold", 5));
    }

    @AfterEach
    void close() {
        try {
            SessionAudit.of(redis, 5).check();
        } finally {
            opened.close();
            redis.close();
        }
    }

    private SessionStore sessions() {
        return opened.store();
    }

    private SessionRotationResult login() {
        return sessions().login(before.id(), USER, token);
    }

    /** Logs in, as the other one. */
    private void loginBetween() {
        SessionRotationResult result = login();
        assertThat(result).isInstanceOf(Rotated.class);
        loggedIn.add(((Rotated) result).session());
    }

    private void assertLoggedIn() {
        assertThat(loggedIn).hasSize(1);
        Session found = sessions().find(loggedIn.get(0).id()).orElseThrow();
        assertThat(found.userId()).contains(USER);
        assertThat(found.attribute("gold", Integer.class)).contains(5);
        assertThat(sessions().list(USER)).hasSize(1);
        assertThat(sessions().find(before.id())).isEmpty();
    }

    private static DriverException notSent() {
        return DriverException.notExecuted(DriverException.Kind.CONNECTION_LOST, "lost by a test", null);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("does not end the session of that one if its last step fails")
    void failing(boolean isFirst) {
        if (isFirst) {
            driver.before("leave.lua", () -> {
                loginBetween();
                throw notSent();
            });
        } else {
            driver.before("continue.lua", this::loginBetween);
            // The first last step is that of the other one.
            driver.before(
                    "leave.lua",
                    () -> driver.before("leave.lua", () -> {
                        throw notSent();
                    }));
        }
        assertThatThrownBy(this::login).isInstanceOf(StoreUnavailableException.class);
        assertLoggedIn();
    }

    @Test
    @DisplayName("is answered with the session of that one, which was changed since then")
    void changedAfter() {
        driver.before("continue.lua", () -> {
            loginBetween();
            sessions().update(loggedIn.get(0).id(), SessionUpdate.none().metadata("a", "b"));
        });
        assertThat(login()).isInstanceOf(Rotated.class);
        assertLoggedIn();
        assertThat(sessions().find(loggedIn.get(0).id()).orElseThrow().metadata())
                .containsKey("a");
    }

    @Test
    @DisplayName("is answered with the session of that one, which continues a later version")
    void changedBefore() {
        driver.before("continue.lua", () -> {
            sessions().update(before.id(), SessionUpdate.none().metadata("a", "b"));
            loginBetween();
        });
        assertThat(login()).isInstanceOf(Rotated.class);
        assertLoggedIn();
    }

    @Test
    @DisplayName("makes its session anew of a later version, also where that one has begun with an earlier one")
    void changedBetween() {
        driver.before("leave.lua", () -> {
            sessions().update(before.id(), SessionUpdate.none().metadata("a", "b"));
            loginBetween();
        });
        assertThat(login()).isInstanceOf(Rotated.class);
        assertLoggedIn();
        assertThat(sessions().find(loggedIn.get(0).id()).orElseThrow().version())
                .isEqualTo(2);
    }

    @Test
    @DisplayName("does not end the session of that one if it takes longer than the record of the change is kept")
    void afterTheRecord() {
        String key = redis.keys().stream()
                .filter(each -> each.contains("}:s:"))
                .findFirst()
                .orElseThrow();
        driver.before("leave.lua", () -> {
            loginBetween();
            redis.raw("DEL", key);
        });
        assertThat(login()).isEqualTo(new Gone());
        assertLoggedIn();
    }

    @Test
    @DisplayName("does not bring back the session of that one, which was destroyed since then")
    void destroyedAfter() {
        driver.before("continue.lua", () -> {
            loginBetween();
            assertThat(sessions().destroy(loggedIn.get(0).id())).isTrue();
        });
        assertThat(login()).isEqualTo(new Gone());
        assertThat(sessions().list(USER)).isEmpty();
        assertThat(sessions().find(loggedIn.get(0).id())).isEmpty();
    }

    @Test
    @DisplayName("leaves nothing, like that one, if the session is destroyed before their last steps")
    void destroyedBefore() {
        driver.before("leave.lua", () -> {
            driver.before(
                    "leave.lua",
                    () -> assertThat(sessions().destroy(before.id())).isTrue());
            assertThat(login()).isEqualTo(new Gone());
        });
        assertThat(login()).isEqualTo(new Gone());
        assertThat(sessions().list(USER)).isEmpty();
        assertThat(SessionAudit.of(redis, 5).sessions()).isZero();
    }

    @Test
    @DisplayName("leaves nothing, like that one, if a login with another token is first")
    void superseded() {
        driver.before("leave.lua", () -> {
            driver.before("leave.lua", () -> {
                // The claim has ended.
                String key = redis.keys().stream()
                        .filter(each -> each.endsWith(before.handle().substring(0, 32)))
                        .findFirst()
                        .orElseThrow();
                redis.raw("HDEL", key, "k", "q");
                loggedIn.add(sessions().login(before.id(), USER).orElseThrow());
            });
            assertThat(login()).isEqualTo(new SessionRotationResult.Superseded());
        });
        assertThat(login()).isEqualTo(new SessionRotationResult.Superseded());
        assertLoggedIn();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 17, 40})
    @DisplayName("ends its session when it is the last that gives up, unless more have used it than are noted")
    void attempts(int count) {
        SessionOwner owner = SessionOwner.of(USER);
        HashedSessionId id = new HashedSessionId(owner.bucket(), "0123456789abcdef".repeat(2));
        StoredSession session =
                new StoredSession(null, 0, 0, 0, 0, 1, new SessionPayload(Map.of("ip", "10.0.0.1"), Map.of()));
        List<LoginAttempt> attempts =
                Stream.generate(LoginAttempt::begin).limit(count).toList();
        try (SweptSessions scripts =
                new SweptSessions(redis.driver(), redis.prefix(), SweptSessions.IDLE, SweptSessions.LIFETIME, null)) {
            SessionScripts calls = new SessionScripts(scripts.context);
            List<Integer> codes = attempts.stream()
                    .map(each -> scripts.operations
                            .run(calls.continueSession(id, owner, session, each, List.of()))
                            .code())
                    .toList();
            assertThat(codes).startsWith(CreateReply.CREATED);
            assertThat(codes.subList(1, count)).allMatch(code -> code == CreateReply.PRESENT);
            long ended = attempts.stream()
                    .filter(each -> scripts.operations.run(calls.undo(id, each)) != null)
                    .count();
            assertThat(ended).isEqualTo(count <= 16 ? 1 : 0);
            assertThat(sessions().list(USER)).hasSize(count <= 16 ? 0 : 1);
        }
    }

    @Test
    @DisplayName("and many more give one session, which lives")
    void concurrent() throws Exception {
        for (int round = 0; round < 30; round++) {
            Session each = sessions().create(NewSession.of("user-42").attribute("gold", round));
            RotationToken same = RotationToken.generate();
            List<Future<SessionRotationResult>> results = new ArrayList<>();
            try (ConcurrentCalls threads = ConcurrentCalls.of(8)) {
                for (int i = 0; i < 8; i++) {
                    boolean isUpdating = i % 4 == 3;
                    results.add(threads.join(() -> {
                        if (isUpdating) {
                            sessions().update(each.id(), SessionUpdate.none().metadata("a", "b"));
                        }
                        return sessions().login(each.id(), USER, same);
                    }));
                }
                for (Future<SessionRotationResult> result : results) {
                    Session session = ((Rotated) result.get(60, TimeUnit.SECONDS)).session();
                    assertThat(sessions().find(session.id())).isPresent();
                }
            }
            assertThat(sessions().destroyAll(USER)).isEqualTo(1);
        }
    }
}
