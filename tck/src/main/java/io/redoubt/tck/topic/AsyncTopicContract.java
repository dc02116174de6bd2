package io.redoubt.tck.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.TypeRef;
import io.redoubt.api.topic.AsyncTopics;
import io.redoubt.api.topic.TopicSubscription;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Contract tests which verify that {@link AsyncTopics} works like the blocking {@code Topics} interface, and closes
 * subscriptions made by cancelled calls.
 */
public abstract class AsyncTopicContract extends TopicContractBase {

    private AsyncTopics async() {
        return topics().async();
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("Every asynchronous method has the effect of the blocking one")
    void sameEffects() throws Exception {
        assertThat(async()).isSameAs(async());
        TypeRef<List<String>> type = new TypeRef<>() {};
        RecordingTopicListener<String> texts = new RecordingTopicListener<>();
        RecordingTopicListener<List<String>> lists = new RecordingTopicListener<>();
        TopicSubscription subscription = get(async().subscribe("texts", String.class, texts));
        get(async().subscribe("lists", type, lists));
        get(async().publish("texts", "one"));
        get(async().publish("lists", List.of("two"), type));
        eventually().untilAsserted(() -> {
            assertThat(texts.events()).containsExactly("one");
            assertThat(lists.events()).containsExactly(List.of("two"));
        });
        subscription.close();
        assertThat(topics().statistics().subscriptions()).isEqualTo(1);
    }

    @Test
    @DisplayName("A failure of the blocking method fails the future")
    void sameFailures() {
        assertThatThrownBy(() -> get(async().publish("", "one")))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InvalidInputException.class);
    }

    @Test
    @DisplayName("A subscription that a cancelled call has made is closed")
    void cancelled() {
        for (int i = 0; i < 50; i++) {
            CompletableFuture<TopicSubscription> call =
                    async().subscribe("news", String.class, new RecordingTopicListener<>());
            LockSupport.parkNanos(20_000L * i);
            if (!call.cancel(true)) {
                call.join().close();
            }
        }
        eventually().until(() -> topics().statistics().subscriptions() == 0);
    }
}
