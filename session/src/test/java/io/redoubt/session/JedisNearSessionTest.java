package io.redoubt.session;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.session.SessionStoreUnderTest;
import io.redoubt.tck.session.SessionTestSettings;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("slow")
@DisplayName("Sessions with a near cache on Redis through Jedis")
final class JedisNearSessionTest extends OneServerSessionTests {

    JedisNearSessionTest() {
        super(new JedisDriverProvider());
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
