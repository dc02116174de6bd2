package io.redoubt.topic;

import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.tck.topic.RedisTopicContract;
import io.redoubt.tck.topic.TopicsUnderTest;
import org.junit.jupiter.api.Nested;

/** Contracts that topics fulfil on Redis, through one driver on one deployment. */
abstract class RedisTopicTests extends TopicTests {

    private final RedisBackendFactory run;

    RedisTopicTests(RedisBackendFactory run) {
        this.run = run;
    }

    @Override
    final Backend newBackend() {
        return run.backend();
    }

    @Nested
    class OnTheWire extends RedisTopicContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected TopicsUnderTest open(Backend backend) {
            return Backends.open(backend);
        }
    }
}
