package io.redoubt.session;

import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.routing.RedisDriverFactory;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.Deployment;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.tck.session.NearSessionContract;
import io.redoubt.tck.session.SessionOutageContract;
import io.redoubt.tck.session.SessionStoreUnderTest;
import io.redoubt.tck.session.SessionTestSettings;
import io.redoubt.tck.session.UntrackedSessionContract;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

/** Contract tests of sessions on a single server, including those that apply to a single server only. */
abstract class OneServerSessionTests extends RedisSessionTests {

    private final RedisDriverProvider provider;

    OneServerSessionTests(RedisDriverProvider provider) {
        super(RedisBackendFactory.standalone(provider));
        this.provider = provider;
    }

    /** Opens a store on a driver, without a prefix. */
    SessionStoreUnderTest openStore(RedisDriver driver, Duration timeout) {
        return Backends.open(driver, timeout);
    }

    @Nested
    class Near extends NearSessionContract {
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
    class Untracked extends UntrackedSessionContract {
        @Override
        protected RedisBackend backend() {
            return new RedisBackendFactory(provider, () -> untracked(Deployment.standalone())).backend();
        }

        @Override
        protected SessionStoreUnderTest open(Backend backend, SessionTestSettings rules) {
            return QuietSessions.open(backend, rules);
        }
    }

    @Nested
    class Outages extends SessionOutageContract {
        @Override
        protected RedisBackend backend() {
            return newBackend();
        }

        @Override
        protected SessionStoreUnderTest open(Backend backend, SessionTestSettings rules) {
            return openStore(backend, rules);
        }

        @Override
        protected RedisDriver driver(RedisSettings settings) {
            return RedisDriverFactory.open(provider, settings, System::nanoTime);
        }

        @Override
        protected SessionStoreUnderTest open(RedisDriver driver, Duration timeout) {
            return openStore(driver, timeout);
        }
    }
}
