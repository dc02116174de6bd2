package io.redoubt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.ClosedException;
import io.redoubt.json.JsonCodec;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.topic.TopicSettings;
import io.redoubt.topic.TopicsFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The parts of an object")
final class CreatedPartsTest {

    private final List<String> closed = new ArrayList<>();

    @Test
    @DisplayName("are closed if another one cannot be created, the last one first, also if one fails to close")
    void failed() {
        assertThatThrownBy(() -> {
                    try (CreatedParts parts = new CreatedParts()) {
                        assertThat(parts.add("first", closed::add)).isEqualTo("first");
                        parts.add("second", part -> {
                            closed.add(part);
                            throw new IllegalArgumentException("thrown by a test when closed");
                        });
                        parts.add("third", closed::add);
                        throw new IllegalStateException("thrown by a test");
                    }
                })
                .isInstanceOf(IllegalStateException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        assertThat(closed).containsExactly("third", "second", "first");
    }

    @Test
    @DisplayName("are left to their owner once all were created")
    void complete() {
        try (CreatedParts parts = new CreatedParts()) {
            parts.add("first", closed::add);
            parts.complete();
        }
        assertThat(closed).isEmpty();
    }

    @Test
    @DisplayName("such as the topics of sessions are closed if the sessions cannot be created")
    void sessions() {
        TopicsFactory events = TopicsFactory.embedded(
                new TopicSettings(JsonCodec.create(), "", AsyncSettings.defaults()), EmbeddedStoreContext.ofThisJvm());
        assertThatThrownBy(() -> SessionComponents.of(events, topics -> {
                    topics.publish("news", "open");
                    throw new NoClassDefFoundError("thrown by a test");
                }))
                .isInstanceOf(NoClassDefFoundError.class);
        assertThatThrownBy(() -> events.topics().publish("news", "closed")).isInstanceOf(ClosedException.class);
    }
}
