package io.redoubt.topic;

import io.redoubt.api.topic.Topics;
import io.redoubt.redis.core.KeyKind;
import io.redoubt.redis.core.KeyPrefix;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.async.AsyncExecutor;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.redis.core.support.CheckedCodec;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Factory that creates a {@link Topics} object on Redis or in memory and owns its threads. Thread-safe.
 *
 * <p>The threads are {@code redoubt-topic-listener}, one for each subscription for which messages arrive; {@code
 * redoubt-topic-subscribe}, which subscribes what Redis did not answer; and {@code redoubt-async-topic-1} and so on for
 * asynchronous calls. Each runs only while it has work. The connections, one for each topic with subscriptions, are the
 * driver's.
 */
public final class TopicsFactory implements AutoCloseable {

    private final SubscriptionRegistry registry;
    private final AsyncExecutor calls;
    private final DefaultTopics topics;

    private TopicsFactory(TopicTransport transport, Duration timeout, TopicSettings settings, LongSupplier nanoTime) {
        TopicLog log = new TopicLog(nanoTime);
        this.registry = new SubscriptionRegistry(transport, timeout, log);
        this.calls = AsyncExecutor.create("redoubt-async-topic", settings.async(), AsyncExecutor.CLOSE_TIMEOUT);
        this.topics = new DefaultTopics(transport, CheckedCodec.of(settings.codec()), registry, log, calls);
    }

    /**
     * Creates topics on Redis, shared by all processes.
     *
     * @param driver is not closed by the topics, and must be closed after them
     * @param timeout how long a call may take
     * @param nanoTime the monotonic clock for the rate of log lines
     */
    public static TopicsFactory redis(
            RedisDriver driver, Duration timeout, TopicSettings settings, LongSupplier nanoTime) {
        return new TopicsFactory(
                new RedisTopicTransport(
                        new RedisOperations(driver, timeout, nanoTime),
                        new KeyPrefix(settings.keyPrefix()).space(KeyKind.TOPIC)),
                timeout,
                settings,
                nanoTime);
    }

    /** Creates topics of this process, and of this factory, only. */
    public static TopicsFactory embedded(TopicSettings settings, EmbeddedStoreContext environment) {
        TopicTransport transport = environment.gate().before(TopicTransport.class, new EmbeddedTopicTransport());
        return new TopicsFactory(transport, ListenerSubscription.CLOSE_TIMEOUT, settings, environment.clock());
    }

    /** Returns the topics. The same object every time. */
    public Topics topics() {
        return topics;
    }

    /**
     * Ends asynchronous calls, which may go on for two seconds, and closes all subscriptions, as each of them is
     * closed, within four seconds together. Idempotent.
     */
    @Override
    public void close() {
        calls.close();
        registry.close();
    }
}
