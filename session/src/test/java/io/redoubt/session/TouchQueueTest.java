package io.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.redoubt.api.CodecException;
import io.redoubt.redis.core.LogThrottle;
import io.redoubt.redis.core.embedded.MonotonicClock;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.ThreadLeaks;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The queue of touches")
final class TouchQueueTest {

    private static final Duration PATIENT = Duration.ofSeconds(20);
    private static final MonotonicClock JVM_CLOCK = MonotonicClock.ofThisJvm();

    private final LogThrottle throttle = new LogThrottle(System::nanoTime);
    private final List<HashedSessionId> touched = new CopyOnWriteArrayList<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final Semaphore permits = new Semaphore(0);
    private Set<Thread> before;
    private Invariant.Snapshot threads;

    @BeforeEach
    void before() {
        before = Thread.getAllStackTraces().keySet();
        threads = ThreadLeaks.none().snapshot();
    }

    @AfterEach
    void after() {
        threads.verify();
    }

    private void slowly(HashedSessionId id) {
        begun.countDown();
        try {
            permits.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CodecException("interrupted", e);
        }
        touched.add(id);
    }

    private static HashedSessionId id(int number) {
        return new HashedSessionId("00", String.valueOf(number));
    }

    @Test
    @DisplayName("has no thread before the first touch, and none after it was closed")
    void thread() {
        TouchQueue queue = new TouchQueue(touched::add, throttle, PATIENT, JVM_CLOCK);
        assertThat(names()).doesNotContain(TouchQueue.THREAD);
        queue.offer(id(1));
        assertThat(names()).contains(TouchQueue.THREAD);
        queue.close();
        assertThat(names()).doesNotContain(TouchQueue.THREAD);
        assertThat(touched).containsExactly(id(1));
        queue.offer(id(2));
        queue.close();
        assertThat(touched).hasSize(1);
    }

    private List<String> names() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .toList();
    }

    @Test
    @DisplayName("holds a session once, and one that is being touched not at all")
    void coalesces() throws InterruptedException {
        try (TouchQueue queue = new TouchQueue(this::slowly, throttle, PATIENT, JVM_CLOCK)) {
            queue.offer(id(1));
            begun.await();
            for (int i = 0; i < 10; i++) {
                queue.offer(id(1));
                queue.offer(id(2));
            }
            permits.release(100);
        }
        assertThat(touched).containsExactly(id(1), id(2));
    }

    @Test
    @DisplayName("drops and counts what finds it full, and makes room again")
    void full() throws InterruptedException {
        try (TouchQueue queue = new TouchQueue(this::slowly, throttle, PATIENT, JVM_CLOCK)) {
            queue.offer(id(0));
            begun.await();
            for (int i = 1; i <= TouchQueue.CAPACITY + 7; i++) {
                queue.offer(id(i));
            }
            assertThat(queue.dropped()).isEqualTo(7);
            permits.release(2 * TouchQueue.CAPACITY);
            Awaitility.await().atMost(PATIENT).until(() -> touched.size() == TouchQueue.CAPACITY + 1);
            queue.offer(id(-1));
            Awaitility.await().atMost(PATIENT).until(() -> touched.contains(id(-1)));
        }
    }

    @Test
    @DisplayName("goes on after a touch that fails")
    void failures() {
        try (TouchQueue queue = new TouchQueue(
                id -> {
                    touched.add(id);
                    if (id.equals(id(1))) {
                        throw new CodecException("as Redis might", null);
                    }
                    if (id.equals(id(2))) {
                        throw new IllegalStateException("as nobody expects");
                    }
                    if (id.equals(id(3))) {
                        throw new NoClassDefFoundError("as in a redeployed application");
                    }
                },
                throttle,
                PATIENT,
                JVM_CLOCK)) {
            queue.offer(id(1));
            queue.offer(id(2));
            queue.offer(id(3));
            queue.offer(id(4));
        }
        assertThat(touched).containsExactly(id(1), id(2), id(3), id(4));
    }

    @Test
    @DisplayName("does not fail its caller where there is no memory for the thread, and takes the next touch")
    void noMemory() {
        AtomicInteger starts = new AtomicInteger();
        MonotonicClock clock = new MonotonicClock() {
            @Override
            public long getAsLong() {
                return System.nanoTime();
            }

            @Override
            public void announce(Thread thread) {
                if (starts.incrementAndGet() <= 2) {
                    throw new InternalError("as without memory for a thread");
                }
            }
        };
        try (TouchQueue queue = new TouchQueue(touched::add, throttle, PATIENT, clock)) {
            queue.offer(id(1));
            queue.offer(id(1));
            assertThat(starts).hasValue(2);
            assertThat(queue.dropped()).isEqualTo(2);
            queue.offer(id(1));
        }
        assertThat(touched).containsExactly(id(1));
    }

    @Test
    @DisplayName("ends while a touch hangs, and interrupts it")
    void hangs() throws InterruptedException {
        TouchQueue queue = new TouchQueue(this::slowly, throttle, Duration.ofMillis(100), JVM_CLOCK);
        queue.offer(id(1));
        queue.offer(id(2));
        begun.await();
        assertTimeoutPreemptively(PATIENT, queue::close);
        assertThat(touched).isEmpty();
    }

    @Test
    @DisplayName("is closed at once, and its thread ended, by a thread that is interrupted")
    void interrupted() throws InterruptedException {
        TouchQueue queue = new TouchQueue(this::slowly, throttle);
        queue.offer(id(1));
        begun.await();
        Thread.currentThread().interrupt();
        queue.close();
        assertThat(Thread.interrupted()).isTrue();
    }
}
