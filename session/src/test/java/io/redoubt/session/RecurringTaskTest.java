package io.redoubt.session;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.session.RecurringTask.Outcome;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A recurring task")
final class RecurringTaskTest {

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5); // about to overflow
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicReference<Supplier<Outcome>> work = new AtomicReference<>(() -> Outcome.DONE);
    private final RecurringTask task = new RecurringTask(
            () -> {
                runs.incrementAndGet();
                return Objects.requireNonNull(work.get()).get();
            },
            ofSeconds(7),
            ofSeconds(20),
            clock::get);

    private void advance(Duration duration) {
        clock.addAndGet(duration.toNanos());
    }

    @Test
    @DisplayName("runs after the first time, then after each interval")
    void interval() {
        assertThat(task.runIfDue()).isEqualTo(ofSeconds(7));
        advance(ofSeconds(6));
        assertThat(task.runIfDue()).isEqualTo(ofSeconds(1));
        assertThat(runs).hasValue(0);
        advance(ofSeconds(1));
        assertThat(task.runIfDue()).isEqualTo(ofSeconds(20));
        assertThat(task.runIfDue()).isEqualTo(ofSeconds(20));
        assertThat(runs).hasValue(1);
        advance(ofSeconds(60));
        assertThat(task.runIfDue()).isEqualTo(ofSeconds(20));
        assertThat(runs).hasValue(2);
    }

    @Test
    @DisplayName("has its pause from the end of its work on, whether it was done or has failed")
    void longWork() {
        work.set(() -> {
            advance(ofMinutes(5));
            return Outcome.DONE;
        });
        advance(ofSeconds(7));
        assertThat(task.runIfDue()).isEqualTo(ofSeconds(20));
        work.set(() -> {
            advance(ofMinutes(5));
            return Outcome.FAILED;
        });
        advance(ofSeconds(20));
        assertThat(task.runIfDue()).isBetween(ofSeconds(5), ofSeconds(20));
        assertThat(runs).hasValue(2);
    }

    @Test
    @DisplayName("runs again at once while there is more to do")
    void more() {
        work.set(() -> runs.get() < 5 ? Outcome.MORE : Outcome.DONE);
        advance(ofSeconds(7));
        while (task.runIfDue().isZero()) {
            assertThat(runs).hasValueLessThan(5);
        }
        assertThat(runs).hasValue(5);
    }

    @Test
    @DisplayName("runs after a pause of up to the interval when it has failed, also by an Error")
    void failures() {
        work.set(() -> Outcome.FAILED);
        advance(ofSeconds(7));
        for (int i = 1; i <= 20; i++) {
            Duration pause = task.runIfDue();
            assertThat(runs).hasValue(i);
            assertThat(pause).isBetween(ofSeconds(5), ofSeconds(20));
            advance(pause);
        }
        work.set(() -> {
            throw new NoClassDefFoundError("thrown by a test");
        });
        assertThatThrownBy(task::runIfDue).isInstanceOf(NoClassDefFoundError.class);
        assertThat(task.runIfDue()).isBetween(ofSeconds(5), ofSeconds(20));
        assertThat(runs).hasValue(21);
        work.set(() -> Outcome.DONE);
        advance(ofSeconds(20));
        assertThat(task.runIfDue()).isEqualTo(ofSeconds(20));
    }
}
