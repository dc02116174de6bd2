package io.redoubt.session;

import io.redoubt.api.AsyncSettings;
import io.redoubt.tck.async.AsyncCallContract;
import io.redoubt.tck.async.AsyncFeatureUnderTest;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.session.AnonymousSessionContract;
import io.redoubt.tck.session.AsyncSessionContract;
import io.redoubt.tck.session.BulkSessionContract;
import io.redoubt.tck.session.SessionEventContract;
import io.redoubt.tck.session.SessionExpiryContract;
import io.redoubt.tck.session.SessionLimitContract;
import io.redoubt.tck.session.SessionLoginContract;
import io.redoubt.tck.session.SessionRotationContract;
import io.redoubt.tck.session.SessionStatisticsContract;
import io.redoubt.tck.session.SessionStoreContract;
import io.redoubt.tck.session.SessionStoreUnderTest;
import io.redoubt.tck.session.SessionTestSettings;
import io.redoubt.tck.session.SessionUpdateContract;
import io.redoubt.tck.session.UserSessionsContract;
import org.junit.jupiter.api.Nested;

/** Contract tests of sessions that apply to every backend. */
abstract class SessionTests {

    /** Returns the backend for one test. */
    abstract Backend newBackend();

    /** Opens a store with these settings, or with some that make no difference to the contracts. */
    SessionStoreUnderTest openStore(Backend backend, SessionTestSettings rules) {
        return Backends.open(backend, rules);
    }

    @Nested
    class Store extends SessionStoreContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected SessionStoreUnderTest open(Backend backend, SessionTestSettings rules) {
            return openStore(backend, rules);
        }
    }

    @Nested
    class Updates extends SessionUpdateContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected SessionStoreUnderTest open(Backend backend, SessionTestSettings rules) {
            return openStore(backend, rules);
        }
    }

    @Nested
    class OfUsers extends UserSessionsContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected SessionStoreUnderTest open(Backend backend, SessionTestSettings rules) {
            return openStore(backend, rules);
        }
    }

    @Nested
    class Limits extends SessionLimitContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected SessionStoreUnderTest open(Backend backend, SessionTestSettings rules) {
            return openStore(backend, rules);
        }
    }

    @Nested
    class Expiry extends SessionExpiryContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected SessionStoreUnderTest open(Backend backend, SessionTestSettings rules) {
            return openStore(backend, rules);
        }
    }

    @Nested
    class Anonymous extends AnonymousSessionContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected SessionStoreUnderTest open(Backend backend, SessionTestSettings rules) {
            return openStore(backend, rules);
        }
    }

    @Nested
    class Logins extends SessionLoginContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected SessionStoreUnderTest open(Backend backend, SessionTestSettings rules) {
            return openStore(backend, rules);
        }
    }

    @Nested
    class Rotations extends SessionRotationContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected SessionStoreUnderTest open(Backend backend, SessionTestSettings rules) {
            return openStore(backend, rules);
        }
    }

    @Nested
    class Bulk extends BulkSessionContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected SessionStoreUnderTest open(Backend backend, SessionTestSettings rules) {
            return openStore(backend, rules);
        }
    }

    @Nested
    class Statistics extends SessionStatisticsContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected SessionStoreUnderTest open(Backend backend, SessionTestSettings rules) {
            return openStore(backend, rules);
        }
    }

    @Nested
    class Events extends SessionEventContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected SessionStoreUnderTest open(Backend backend, SessionTestSettings rules) {
            return openStore(backend, rules);
        }
    }

    @Nested
    class Async extends AsyncSessionContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected SessionStoreUnderTest open(Backend backend, SessionTestSettings rules) {
            return openStore(backend, rules);
        }
    }

    @Nested
    class AsyncBounds extends AsyncCallContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected AsyncFeatureUnderTest open(Backend backend, AsyncSettings async) {
            SessionStoreUnderTest sessions = Backends.open(backend, async);
            return new AsyncFeatureUnderTest(
                    "redoubt-async-session", () -> sessions.store().async().list("u"), sessions.closing());
        }
    }
}
