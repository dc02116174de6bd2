package io.redoubt.session;

import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.routing.RedisDriverFactory;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.tck.session.SessionOutageContract;
import io.redoubt.tck.session.SessionStoreUnderTest;
import io.redoubt.tck.session.SessionTestSettings;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

/** Contract tests of sessions on a single server, including those that apply to a single server only. */
abstract class OneServerSessionTests extends RedisSessionTests {

    private final RedisDriverProvider provider;

    OneServerSessionTests(RedisDriverProvider provider) {
        super(RedisBackendFactory.standalone(provider));
        this.provider = provider;
    }

    @Nested
    class Outages extends SessionOutageContract {
        @Override
        protected RedisBackend backend() {
            return newBackend();
        }

        @Override
        protected SessionStoreUnderTest open(Backend backend, SessionTestSettings rules) {
            return Backends.open(backend, rules);
        }

        @Override
        protected RedisDriver driver(RedisSettings settings) {
            return RedisDriverFactory.open(provider, settings, System::nanoTime);
        }

        @Override
        protected SessionStoreUnderTest open(RedisDriver driver, Duration timeout) {
            return Backends.open(driver, timeout);
        }
    }
}
