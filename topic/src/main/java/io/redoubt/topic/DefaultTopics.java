package io.redoubt.topic;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.KeyValidation;
import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.TypeRef;
import io.redoubt.api.topic.AsyncTopics;
import io.redoubt.api.topic.TopicListener;
import io.redoubt.api.topic.TopicStatistics;
import io.redoubt.api.topic.TopicSubscription;
import io.redoubt.api.topic.Topics;
import io.redoubt.redis.core.async.AsyncExecutor;
import io.redoubt.redis.core.support.CheckedCodec;
import java.util.Objects;

/**
 * Default implementation of {@link Topics}, which validates, encodes and counts messages and passes them to a {@link
 * TopicTransport}. Thread-safe.
 */
final class DefaultTopics implements Topics {

    private static final String PUBLISH = "topics.publish";

    private final TopicTransport transport;
    private final CheckedCodec codec;
    private final SubscriptionRegistry registry;
    private final TopicLog log;
    private final TopicCounters counters = TopicCounters.create();
    private final AsyncTopics async;

    DefaultTopics(
            TopicTransport transport,
            CheckedCodec codec,
            SubscriptionRegistry registry,
            TopicLog log,
            AsyncExecutor calls) {
        this.async = new ExecutorAsyncTopics(this, calls);
        this.transport = transport;
        this.codec = codec;
        this.registry = registry;
        this.log = log;
    }

    @Override
    public void publish(String topic, Object message) {
        KeyValidation.required("topic", topic);
        send(topic, codec.encode(message));
    }

    @Override
    public <T> void publish(String topic, T message, TypeRef<T> type) {
        KeyValidation.required("topic", topic);
        send(topic, codec.encode(message, type));
    }

    private void send(String topic, byte[] content) {
        if (content.length > MAX_MESSAGE_BYTES) {
            throw new InvalidInputException("the message for topic '" + topic + "' has " + content.length
                    + " bytes, and " + MAX_MESSAGE_BYTES
                    + " are allowed: store what is large in the cache, and publish its key");
        }
        registry.requireOpen(PUBLISH, topic);
        RedoubtInterruptedException.throwIfInterrupted(PUBLISH + " of '" + topic + "'");
        transport.publish(topic, MessageFormat.message(content));
        counters.published().increment();
    }

    @Override
    public <T> TopicSubscription subscribe(String topic, Class<T> type, TopicListener<? super T> listener) {
        return subscribe(topic, TypeRef.of(type), listener);
    }

    @Override
    public <T> TopicSubscription subscribe(String topic, TypeRef<T> type, TopicListener<? super T> listener) {
        KeyValidation.required("topic", topic);
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(listener, "listener");
        RedoubtInterruptedException.throwIfInterrupted("topics.subscribe of '" + topic + "'");
        ListenerSubscription<T> subscription =
                new ListenerSubscription<>(topic, type, listener, codec, counters, log, registry::remove);
        registry.add(subscription);
        return subscription;
    }

    @Override
    public TopicStatistics statistics() {
        SubscriptionRegistry.Size size = registry.size();
        return new TopicStatistics(
                size.topics(),
                size.subscriptions(),
                counters.published().sum(),
                counters.delivered().sum(),
                counters.dropped().sum(),
                counters.undecodable().sum(),
                counters.gaps().sum(),
                counters.listenerFailures().sum());
    }

    @Override
    public AsyncTopics async() {
        return async;
    }
}
