package io.redoubt.topic;

import io.redoubt.api.AsyncSettings;
import io.redoubt.tck.async.AsyncCallContract;
import io.redoubt.tck.async.AsyncFeatureUnderTest;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.topic.TopicsUnderTest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

@DisplayName("Topics in this process")
final class EmbeddedTopicTest extends TopicTests {

    @Override
    Backend newBackend() {
        return Backend.embedded();
    }

    /** Here only: the bounds are the same wherever the calls go. */
    @Nested
    class AsyncBounds extends AsyncCallContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected AsyncFeatureUnderTest open(Backend backend, AsyncSettings async) {
            TopicsUnderTest opened = Backends.open(backend, async);
            return new AsyncFeatureUnderTest(
                    "redoubt-async-topic", () -> opened.topics().async().publish("news", "hello"), opened.closing());
        }
    }
}
