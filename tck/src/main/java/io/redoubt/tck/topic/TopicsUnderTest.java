package io.redoubt.tck.topic;

import io.redoubt.api.topic.Topics;

/**
 * Topics under test, and how to close them.
 *
 * @param closing what closes them; idempotent
 */
public record TopicsUnderTest(Topics topics, Runnable closing) implements AutoCloseable {

    @Override
    public void close() {
        closing.run();
    }
}
