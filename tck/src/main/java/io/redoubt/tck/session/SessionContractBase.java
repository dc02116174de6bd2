package io.redoubt.tck.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionRotationResult;
import io.redoubt.api.session.SessionRotationResult.Rotated;
import io.redoubt.api.session.SessionStore;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Base class of the contract tests for sessions, which gives each test an empty session store. */
abstract class SessionContractBase {

    /** More than a busy machine takes for anything. */
    static final Duration PATIENT = Duration.ofSeconds(20);

    private final List<Runnable> closings = new ArrayList<>();
    private Backend backend;
    private SessionStore sessions;

    /** The backend for one test. */
    protected abstract Backend backend();

    /** A store under test. */
    protected abstract SessionStoreUnderTest open(Backend backend, SessionTestSettings rules);

    @BeforeEach
    void openStore() {
        backend = backend();
        // The first call of a driver may take longer than what some tests wait for.
        if (backend instanceof RedisBackend redis) {
            redis.connect();
        }
        sessions = opened(SessionTestSettings.defaults());
    }

    @AfterEach
    void closeBackend() {
        closeStores();
        backend.close();
    }

    /** Ends the stores, so that what they do in the background is done. */
    final void closeStores() {
        closings.forEach(Runnable::run);
        closings.clear();
    }

    /** Another store, on the same backend; embedded, its sessions are its own. */
    final SessionStore opened(SessionTestSettings rules) {
        SessionStoreUnderTest opened = open(backend, rules);
        closings.add(opened.closing());
        return opened.store();
    }

    static ConditionFactory eventually() {
        return Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(PATIENT);
    }

    /** What an attempt gives; another one is made where the machine stood still for longer than a session lives. */
    static <T> T inTime(Callable<Optional<T>> attempt) {
        return eventually().until(attempt, Optional::isPresent).orElseThrow();
    }

    /** The session with its new id; fails if there is none. */
    static Session rotated(SessionRotationResult result) {
        assertThat(result).isInstanceOf(Rotated.class);
        return ((Rotated) result).session();
    }

    final SessionStore sessions() {
        return sessions;
    }

    final Backend on() {
        return backend;
    }
}
