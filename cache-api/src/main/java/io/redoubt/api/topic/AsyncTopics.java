package io.redoubt.api.topic;

import io.redoubt.api.TypeRef;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asynchronous view of a {@link Topics} object: all methods of the view return {@code CompletableFuture}s. Each method
 * does what the method of the same name does there, on another thread; see {@link io.redoubt.api.cache.AsyncCacheStore}
 * for the rules of such calls. Thread-safe.
 *
 * <p>Messages are in order only if each is published after the future of the one before it has completed. A cancelled
 * {@code publish} may have taken effect; a subscription that a cancelled call has made is closed.
 */
public interface AsyncTopics {

    /** See {@link Topics#publish(String, Object)}. */
    CompletableFuture<@Nullable Void> publish(String topic, Object message);

    /** See {@link Topics#publish(String, Object, TypeRef)}. */
    <T> CompletableFuture<@Nullable Void> publish(String topic, T message, TypeRef<T> type);

    /** See {@link Topics#subscribe(String, Class, TopicListener)}. */
    <T> CompletableFuture<TopicSubscription> subscribe(String topic, Class<T> type, TopicListener<? super T> listener);

    /** See {@link Topics#subscribe(String, TypeRef, TopicListener)}. */
    <T> CompletableFuture<TopicSubscription> subscribe(
            String topic, TypeRef<T> type, TopicListener<? super T> listener);
}
