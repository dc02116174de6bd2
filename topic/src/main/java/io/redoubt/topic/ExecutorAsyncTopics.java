package io.redoubt.topic;

import io.redoubt.api.TypeRef;
import io.redoubt.api.topic.AsyncTopics;
import io.redoubt.api.topic.TopicListener;
import io.redoubt.api.topic.TopicSubscription;
import io.redoubt.api.topic.Topics;
import io.redoubt.redis.core.async.AsyncExecutor;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asynchronous view of {@link Topics} that runs the blocking calls on an executor. Closes subscriptions that no caller
 * receives.
 */
record ExecutorAsyncTopics(Topics topics, AsyncExecutor executor) implements AsyncTopics {

    @Override
    public CompletableFuture<@Nullable Void> publish(String topic, Object message) {
        return executor.run(() -> topics.publish(topic, message));
    }

    @Override
    public <T> CompletableFuture<@Nullable Void> publish(String topic, T message, TypeRef<T> type) {
        return executor.run(() -> topics.publish(topic, message, type));
    }

    @Override
    public <T> CompletableFuture<TopicSubscription> subscribe(
            String topic, Class<T> type, TopicListener<? super T> listener) {
        return executor.call(() -> topics.subscribe(topic, type, listener), TopicSubscription::close);
    }

    @Override
    public <T> CompletableFuture<TopicSubscription> subscribe(
            String topic, TypeRef<T> type, TopicListener<? super T> listener) {
        return executor.call(() -> topics.subscribe(topic, type, listener), TopicSubscription::close);
    }
}
