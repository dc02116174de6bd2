package io.redoubt.session;

import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.session.SessionStoreUnderTest;
import io.redoubt.tck.session.SessionTestSettings;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("slow")
@DisplayName("Sessions with a near cache on Redis through Lettuce")
final class LettuceNearSessionTest extends OneServerSessionTests {

    LettuceNearSessionTest() {
        super(new LettuceDriverProvider());
    }

    @Override
    SessionStoreUnderTest openStore(Backend backend, SessionTestSettings rules) {
        return Backends.openNear(backend, rules);
    }

    @Override
    SessionStoreUnderTest openStore(RedisDriver driver, Duration timeout) {
        return Backends.openNear(driver, timeout);
    }
}
