package io.redoubt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.redoubt.tck.log.CapturedLog;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A shutdown sequence")
final class ShutdownSequenceTest {

    private static final Duration MAX_WAIT = Duration.ofSeconds(30);

    private final List<String> ran = new CopyOnWriteArrayList<>();

    @Test
    @DisplayName("runs its steps in order, once")
    void once() {
        ShutdownSequence sequence = new ShutdownSequence(() -> ran.add("a"), () -> ran.add("b"));
        sequence.run();
        sequence.run();
        sequence.onShutdown();

        assertThat(ran).containsExactly("a", "b");
    }

    @Test
    @DisplayName("runs the steps that follow one that fails, and then throws")
    void failing() {
        ShutdownSequence sequence = new ShutdownSequence(
                () -> {
                    throw new AssertionError("broken");
                },
                () -> ran.add("b"));

        assertThatThrownBy(sequence::run).hasMessage("broken");
        assertThat(ran).containsExactly("b");
    }

    @Test
    @DisplayName("is awaited by the shutdown hook, if another thread has begun it")
    void concurrent() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        ShutdownSequence sequence = new ShutdownSequence(() -> {
            begun.countDown();
            awaitUninterrupted(release);
            ran.add("a");
        });
        Thread application = new Thread(sequence::run, "application");
        application.start();
        begun.await();
        Thread hook = new Thread(
                () -> {
                    sequence.onShutdown();
                    ran.add("hook");
                },
                "hook");
        hook.start();
        await().atMost(MAX_WAIT).until(() -> hook.getState() == Thread.State.TIMED_WAITING);
        release.countDown();
        application.join();
        hook.join();

        assertThat(ran).containsExactly("a", "hook");
    }

    @Test
    @DisplayName("that fails in the shutdown hook is logged")
    void failingHook() {
        ShutdownSequence sequence = new ShutdownSequence(() -> {
            throw new AssertionError("broken");
        });
        try (CapturedLog log = CapturedLog.of("io.redoubt")) {
            sequence.onShutdown();

            assertThat(log.lines()).singleElement().asString().contains("not closed completely", "broken");
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
