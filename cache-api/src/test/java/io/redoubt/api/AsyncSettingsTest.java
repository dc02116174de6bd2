package io.redoubt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Settings of asynchronous calls")
final class AsyncSettingsTest {

    private static final AsyncSettings DEFAULTS = AsyncSettings.defaults();

    @Test
    @DisplayName("have defaults that depend on whether the JVM has virtual threads")
    void defaults() {
        assertThat(DEFAULTS.executor()).isNull();
        assertThat(DEFAULTS.maxRunning()).isEqualTo(Runtime.version().feature() >= 21 ? 10_000 : 256);
        assertThat(DEFAULTS.maxQueued()).isEqualTo(10_000);
        assertThat(DEFAULTS.queueTimeout()).isEqualTo(Duration.ofSeconds(1));
        Runnable task = () -> {};
        assertThat(DEFAULTS.taskDecorator().decorate(task)).isSameAs(task);
    }

    @Test
    @DisplayName("accept each bound at its edges, and refuse what lies beyond, by its name")
    void edges() {
        assertThat(DEFAULTS.withMaxRunning(1).withMaxRunning(100_000).maxRunning())
                .isEqualTo(100_000);
        for (int maxRunning : new int[] {0, 100_001}) {
            assertThatThrownBy(() -> DEFAULTS.withMaxRunning(maxRunning))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("maxRunning of asynchronous calls must be between 1 and 100000");
        }
        Duration second = Duration.ofSeconds(1);
        assertThat(DEFAULTS.withQueue(0, Duration.ofMillis(1)).maxQueued()).isZero();
        assertThat(DEFAULTS.withQueue(1_000_000, Duration.ofHours(1)).maxQueued())
                .isEqualTo(1_000_000);
        for (int maxQueued : new int[] {-1, 1_000_001}) {
            assertThatThrownBy(() -> DEFAULTS.withQueue(maxQueued, second))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("maxQueued of asynchronous calls must be between 0 and 1000000");
        }
        for (Duration timeout :
                new Duration[] {Duration.ofNanos(999_999), Duration.ofHours(1).plusNanos(1)}) {
            assertThatThrownBy(() -> DEFAULTS.withQueue(1, timeout))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("queueTimeout of asynchronous calls must be between 1 ms and 1 hour");
        }
    }

    @Test
    @DisplayName("change one at a time")
    void copies() {
        Executor executor = task -> {};
        TaskDecorator decorator = task -> task;
        AsyncSettings changed = DEFAULTS.withExecutor(executor)
                .withTaskDecorator(decorator)
                .withMaxRunning(2)
                .withQueue(3, Duration.ofMillis(4));
        assertThat(changed).isEqualTo(new AsyncSettings(executor, decorator, 2, 3, Duration.ofMillis(4)));
        assertThat(changed.withOwnThreads()).isEqualTo(new AsyncSettings(null, decorator, 2, 3, Duration.ofMillis(4)));
    }
}
