package io.redoubt.tck.session;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionStore;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.test.net.BlackHole;
import io.redoubt.test.net.ClosedPort;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for a {@link SessionStore} while Redis is unavailable. */
public abstract class SessionOutageContract extends SessionContractBase {

    private static final Duration TIMEOUT = ofMillis(100);

    @Override
    protected abstract RedisBackend backend();

    /** A driver of the kind under test, which the test closes. */
    protected abstract RedisDriver driver(RedisSettings settings);

    /** A store on a driver, without a prefix. */
    protected abstract SessionStoreUnderTest open(RedisDriver driver, Duration timeout);

    @Test
    @DisplayName("every call fails at once if there is none, and none says that there is no session")
    void refused() {
        try (ClosedPort port = ClosedPort.find()) {
            fails(port.host(), port.port());
        }
    }

    @Test
    @DisplayName("every call fails within its timeout if it hangs")
    void hangs() {
        try (BlackHole hole = BlackHole.listening()) {
            fails(hole.host(), hole.port());
        }
    }

    private void fails(String host, int port) {
        String id = sessions().create(NewSession.of("user-42")).id();
        SessionInfo info = sessions().list("user-42").get(0);
        try (RedisDriver driver = driver(RedisSettings.of(host, port))) {
            SessionStoreUnderTest opened = open(driver, TIMEOUT);
            SessionStore store = opened.store();
            for (Runnable call : List.<Runnable>of(
                    () -> store.create(NewSession.of("user-42")),
                    () -> store.find(id),
                    () -> store.extend(id, ofHours(1)),
                    () -> store.bindCharacter(id, "c-9"),
                    () -> store.create(NewSession.anonymous()),
                    () -> store.rotate(id),
                    () -> store.login(id, "user-42"),
                    () -> store.logout(id),
                    () -> store.findAll(List.of(id)),
                    () -> store.destroyEach(List.of(id)),
                    () -> store.destroyAllOfUsers(List.of("user-42"), progress -> {}),
                    () -> store.destroyIf(each -> true, progress -> {}),
                    store::statistics,
                    () -> store.destroy(id),
                    () -> store.destroy(info),
                    () -> store.destroyAll("user-42"),
                    () -> store.destroyOthers(id),
                    () -> store.list("user-42"))) {
                assertTimeoutPreemptively(
                        PATIENT,
                        () -> assertThatThrownBy(call::run)
                                .isInstanceOf(StoreUnavailableException.class)
                                .satisfies(e -> assertThat(e.toString()).doesNotContain(id, "user-42")));
            }
            opened.closing().run();
        }
    }
}
