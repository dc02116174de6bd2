package io.redoubt.topic;

import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.topic.AsyncTopicContract;
import io.redoubt.tck.topic.TopicContract;
import io.redoubt.tck.topic.TopicsUnderTest;
import org.junit.jupiter.api.Nested;

/** Contracts that topics fulfil on every backend. */
abstract class TopicTests {

    /** Returns the backend for one test. */
    abstract Backend newBackend();

    @Nested
    class All extends TopicContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected TopicsUnderTest open(Backend backend) {
            return Backends.open(backend);
        }
    }

    @Nested
    class Async extends AsyncTopicContract {
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
