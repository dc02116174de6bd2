package io.redoubt.topic;

import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.tck.topic.TopicsUnderTest;
import io.redoubt.tck.topic.UnavailableTopicContract;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

/** Contracts that topics fulfil on one server, including those that need exactly one server. */
abstract class OneServerTopicTests extends RedisTopicTests {

    private final RedisDriverProvider driver;

    OneServerTopicTests(RedisDriverProvider driver) {
        super(RedisBackendFactory.standalone(driver));
        this.driver = driver;
    }

    @Nested
    class Unavailable extends UnavailableTopicContract {
        @Override
        protected RedisDriverProvider provider() {
            return driver;
        }

        @Override
        protected TopicsUnderTest open(RedisDriver opened, Duration timeout) {
            return Backends.open(opened, timeout);
        }
    }
}
