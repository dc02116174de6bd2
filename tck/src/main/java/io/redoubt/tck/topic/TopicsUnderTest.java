package io.redoubt.tck.topic;

import io.redoubt.api.topic.Topics;

/**
 * {@link Topics} object under test, together with the action that closes it.
 *
 * @param closing closes the object and what belongs to it; idempotent
 */
public record TopicsUnderTest(Topics topics, Runnable closing) implements AutoCloseable {

    @Override
    public void close() {
        closing.run();
    }
}
