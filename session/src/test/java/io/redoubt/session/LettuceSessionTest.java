package io.redoubt.session;

import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.spi.RedisDriver;
import io.redoubt.redis.spi.RedisSettings;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.session.OpenSessions;
import io.redoubt.tck.session.RedisSessionContract;
import io.redoubt.tck.session.SessionExpiryContract;
import io.redoubt.tck.session.SessionLimitContract;
import io.redoubt.tck.session.SessionOutageContract;
import io.redoubt.tck.session.SessionRules;
import io.redoubt.tck.session.SessionSecretsContract;
import io.redoubt.tck.session.SessionStoreContract;
import io.redoubt.tck.session.SessionUpdateContract;
import io.redoubt.tck.session.UserSessionsContract;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/** The contracts of sessions, on Redis through Lettuce. */
@DisplayName("Sessions, lettuce")
final class LettuceSessionTest {

    @Nested
    class Store extends SessionStoreContract {
        @Override
        protected Backend backend() {
            return Backends.lettuce();
        }

        @Override
        protected OpenSessions open(Backend backend, SessionRules rules) {
            return Backends.open(backend, rules);
        }
    }

    @Nested
    class Updates extends SessionUpdateContract {
        @Override
        protected Backend backend() {
            return Backends.lettuce();
        }

        @Override
        protected OpenSessions open(Backend backend, SessionRules rules) {
            return Backends.open(backend, rules);
        }
    }

    @Nested
    class OfUsers extends UserSessionsContract {
        @Override
        protected Backend backend() {
            return Backends.lettuce();
        }

        @Override
        protected OpenSessions open(Backend backend, SessionRules rules) {
            return Backends.open(backend, rules);
        }
    }

    @Nested
    class Limits extends SessionLimitContract {
        @Override
        protected Backend backend() {
            return Backends.lettuce();
        }

        @Override
        protected OpenSessions open(Backend backend, SessionRules rules) {
            return Backends.open(backend, rules);
        }
    }

    @Nested
    class Expiry extends SessionExpiryContract {
        @Override
        protected Backend backend() {
            return Backends.lettuce();
        }

        @Override
        protected OpenSessions open(Backend backend, SessionRules rules) {
            return Backends.open(backend, rules);
        }
    }

    @Nested
    class OnTheWire extends RedisSessionContract {
        @Override
        protected RedisBackend backend() {
            return Backends.lettuce();
        }

        @Override
        protected OpenSessions open(Backend backend, SessionRules rules) {
            return Backends.open(backend, rules);
        }
    }

    @Nested
    class Outages extends SessionOutageContract {
        @Override
        protected RedisBackend backend() {
            return Backends.lettuce();
        }

        @Override
        protected OpenSessions open(Backend backend, SessionRules rules) {
            return Backends.open(backend, rules);
        }

        @Override
        protected RedisDriver driver(RedisSettings settings) {
            return new LettuceDriverProvider().open(settings, System::nanoTime);
        }

        @Override
        protected OpenSessions open(RedisDriver driver, Duration timeout) {
            return Backends.open(driver, timeout);
        }
    }

    @Nested
    class Secrets extends SessionSecretsContract {
        @Override
        protected RedisBackend backend() {
            return Backends.lettuce();
        }

        @Override
        protected OpenSessions open(Backend backend, SessionRules rules) {
            return Backends.open(backend, rules);
        }
    }
}
