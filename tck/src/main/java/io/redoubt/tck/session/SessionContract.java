package io.redoubt.tck.session;

import io.redoubt.api.session.SessionStore;
import io.redoubt.tck.backend.Backend;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the contracts of sessions have in common: a store on a backend of its own for each test. */
abstract class SessionContract {

    private final List<Runnable> closings = new ArrayList<>();
    private Backend backend;
    private SessionStore sessions;

    /** The backend for one test. */
    protected abstract Backend backend();

    /** A store under test. */
    protected abstract OpenSessions open(Backend backend, SessionRules rules);

    @BeforeEach
    void openStore() {
        backend = backend();
        sessions = opened(SessionRules.defaults());
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
    final SessionStore opened(SessionRules rules) {
        OpenSessions opened = open(backend, rules);
        closings.add(opened.closing());
        return opened.store();
    }

    final SessionStore sessions() {
        return sessions;
    }

    final Backend on() {
        return backend;
    }
}
