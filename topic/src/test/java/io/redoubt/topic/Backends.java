package io.redoubt.topic;

import io.redoubt.api.AsyncSettings;
import io.redoubt.json.JsonCodec;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.topic.TopicsUnderTest;
import java.time.Duration;
import java.time.Instant;

/** Factory of the topics of this module on the backends on which the contracts run. */
final class Backends {

    /** Time that a call that must succeed may take on a busy machine. */
    static final Duration PATIENT = Duration.ofSeconds(20);

    private Backends() {}

    static TopicsUnderTest open(Backend backend) {
        return open(backend, AsyncSettings.defaults());
    }

    static TopicsUnderTest open(Backend backend, AsyncSettings async) {
        return opened(backend.feature(
                (driver, prefix) -> TopicsFactory.redis(driver, PATIENT, settings(prefix, async), System::nanoTime),
                nanoTime ->
                        TopicsFactory.embedded(settings("", async), EmbeddedStoreContext.of(nanoTime, Instant.EPOCH))));
    }

    static TopicsUnderTest open(RedisDriver driver, Duration timeout) {
        return opened(TopicsFactory.redis(driver, timeout, settings("", AsyncSettings.defaults()), System::nanoTime));
    }

    private static TopicSettings settings(String prefix, AsyncSettings async) {
        return new TopicSettings(JsonCodec.create(), prefix, async);
    }

    private static TopicsUnderTest opened(TopicsFactory factory) {
        return new TopicsUnderTest(factory.topics(), factory::close);
    }
}
