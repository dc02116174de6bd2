package io.redoubt.session;

import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.tck.session.RedisSessionContract;
import io.redoubt.tck.session.RedisSessionCostContract;
import io.redoubt.tck.session.RedisSessionEventContract;
import io.redoubt.tck.session.SessionIdSecrecyContract;
import io.redoubt.tck.session.SessionStoreUnderTest;
import io.redoubt.tck.session.SessionTestSettings;
import org.junit.jupiter.api.Nested;

/** Contract tests of sessions on Redis, through one driver on one deployment. */
abstract class RedisSessionTests extends SessionTests {

    private final RedisBackendFactory run;

    RedisSessionTests(RedisBackendFactory run) {
        this.run = run;
    }

    @Override
    final RedisBackend newBackend() {
        return run.backend();
    }

    @Nested
    class OnTheWire extends RedisSessionContract {
        @Override
        protected RedisBackend backend() {
            return newBackend();
        }

        @Override
        protected SessionStoreUnderTest open(Backend backend, SessionTestSettings rules) {
            return openStore(backend, rules);
        }
    }

    @Nested
    class Costs extends RedisSessionCostContract {
        @Override
        protected RedisBackend backend() {
            return newBackend();
        }

        @Override
        protected SessionStoreUnderTest open(Backend backend, SessionTestSettings rules) {
            return QuietSessions.open(backend, rules);
        }
    }

    @Nested
    class EventsOnTheWire extends RedisSessionEventContract {
        @Override
        protected RedisBackend backend() {
            return newBackend();
        }

        @Override
        protected SessionStoreUnderTest open(Backend backend, SessionTestSettings rules) {
            return openStore(backend, rules);
        }
    }

    @Nested
    class Secrets extends SessionIdSecrecyContract {
        @Override
        protected RedisBackend backend() {
            return newBackend();
        }

        @Override
        protected SessionStoreUnderTest open(Backend backend, SessionTestSettings rules) {
            return openStore(backend, rules);
        }
    }
}
