package io.redoubt.redis.core.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A serial executor")
@Timeout(60)
final class SerialExecutorTest {

    private final List<Integer> done = Collections.synchronizedList(new ArrayList<>());

    @Test
    @DisplayName("runs its tasks in order on one named daemon thread, also after errors")
    void order() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        try (SerialExecutor executor = new SerialExecutor("test-serial", 1_000, Duration.ZERO)) {
            for (int i = 0; i < 100; i++) {
                int number = i;
                executor.offer(() -> {
                    done.add(number);
                    threads.add(Thread.currentThread());
                    if (number % 10 == 0) {
                        throw new NoClassDefFoundError("planted");
                    } else if (number % 10 == 5) {
                        throw new IllegalStateException("planted");
                    }
                });
            }
            executor.execute(end::countDown);
            end.await();
        }

        assertThat(done)
                .containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
        assertThat(threads).allMatch(Thread::isDaemon).allMatch(thread -> thread == threads.get(0));
        assertThat(threads.get(0).getName()).isEqualTo("test-serial");
    }

    @Test
    @DisplayName("refuses what is offered beyond its limit, but not what must be executed")
    void limit() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (SerialExecutor executor = new SerialExecutor("test-serial-limit", 2, Duration.ofSeconds(10))) {
            executor.execute(() -> {
                begun.countDown();
                awaitQuietly(release);
            });
            begun.await();

            assertThat(executor.offer(() -> done.add(1))).isTrue();
            assertThat(executor.offer(() -> done.add(2))).isTrue();
            assertThat(executor.offer(() -> done.add(3))).isFalse();
            assertThat(executor.execute(() -> done.add(4))).isTrue();
            release.countDown();
        }
        assertThat(done).containsExactly(1, 2, 4);
    }

    @Test
    @DisplayName("drops the queued tasks when it closes without time to drain, and takes none afterwards")
    void dropped() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        SerialExecutor executor = new SerialExecutor("test-serial-drop", 10, Duration.ZERO);
        executor.execute(() -> {
            begun.countDown();
            interrupted.set(awaitQuietly(new CountDownLatch(1)));
        });
        begun.await();
        executor.offer(() -> done.add(1));
        executor.close();

        assertThat(interrupted).isTrue();
        assertThat(executor.offer(() -> done.add(2))).isFalse();
        assertThat(executor.execute(() -> done.add(3))).isFalse();
        assertThat(done).isEmpty();
    }

    @Test
    @DisplayName("can be closed by its own task, which is not interrupted while the rest is drained")
    void closedByTask() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        SerialExecutor executor = new SerialExecutor("test-serial-self", 10, Duration.ofSeconds(10));
        CountDownLatch queued = new CountDownLatch(1);
        executor.execute(() -> {
            awaitQuietly(queued);
            executor.close();
            done.add(Thread.currentThread().isInterrupted() ? 0 : 1);
        });
        executor.execute(end::countDown);
        queued.countDown();
        end.await();

        assertThat(done).containsExactly(1);
    }

    /** Returns whether the wait was interrupted. */
    private static boolean awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }
}
