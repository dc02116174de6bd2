package io.redoubt.redis.core.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.core.embedded.MonotonicClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A service thread")
@Timeout(60)
final class ServiceThreadTest {

    private static final Duration LONG = Duration.ofSeconds(10);
    private static final long DAY = Duration.ofDays(1).toNanos();

    private final Semaphore runs = new Semaphore(0);

    @Test
    @DisplayName("starts when it is woken, is a daemon with a name, and runs again when woken again")
    void starts() throws Exception {
        BlockingQueue<Thread> seen = new LinkedBlockingQueue<>();
        try (ServiceThread service = new ServiceThread("test-starts", () -> {
            seen.add(Thread.currentThread());
            return ServiceThread.UNTIL_WOKEN;
        })) {
            service.wake();
            Thread first = seen.poll(10, TimeUnit.SECONDS);
            service.wake();

            assertThat(first).isNotNull();
            assertThat(first.getName()).isEqualTo("test-starts");
            assertThat(first.isDaemon()).isTrue();
            assertThat(seen.poll(10, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    @DisplayName("survives every Throwable and stray interrupt of its work")
    void survives() throws Exception {
        Throwable[] failures = {
            new IllegalStateException("planted"),
            new NoClassDefFoundError("planted"),
            new OutOfMemoryError("planted"),
            new StackOverflowError("planted"),
            new InterruptedException("planted"),
            new Throwable("planted")
        };
        AtomicInteger next = new AtomicInteger();
        try (ServiceThread service = new ServiceThread("test-survives", () -> {
            runs.release();
            int failure = next.getAndIncrement();
            if (failure < failures.length) {
                throw ServiceThreadTest.<RuntimeException>unchecked(failures[failure]);
            }
            Thread.currentThread().interrupt();
            return Duration.ofMillis(1);
        })) {
            service.wake();

            assertThat(runs.tryAcquire(failures.length + 5, 10, TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> T unchecked(Throwable failure) throws T {
        throw (T) failure;
    }

    @Test
    @DisplayName("runs again after the pause that its work asked for, or earlier when it is woken")
    void pauses() throws Exception {
        AtomicInteger count = new AtomicInteger();
        try (ServiceThread service = new ServiceThread("test-pauses", () -> {
            runs.release();
            return count.incrementAndGet() < 3 ? Duration.ofMillis(20) : Duration.ofDays(1);
        })) {
            service.wake();
            assertThat(runs.tryAcquire(3, 10, TimeUnit.SECONDS)).isTrue();
            service.wake();
            assertThat(runs.tryAcquire(1, 10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    @DisplayName("runs once more if it is woken while its work is running")
    void wokenDuringRun() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch woken = new CountDownLatch(1);
        try (ServiceThread service = new ServiceThread("test-woken", () -> {
            runs.release();
            running.countDown();
            woken.await();
            return ServiceThread.UNTIL_WOKEN;
        })) {
            service.wake();
            running.await();
            service.wake();
            woken.countDown();

            assertThat(runs.tryAcquire(2, 10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    @DisplayName("ends when it was idle for some seconds, and starts again")
    void endsIdle() throws Exception {
        BlockingQueue<Thread> seen = new LinkedBlockingQueue<>();
        try (ServiceThread service = new ServiceThread("test-idle", () -> {
            seen.add(Thread.currentThread());
            return ServiceThread.UNTIL_WOKEN;
        })) {
            service.wake();
            Thread first = seen.take();
            first.join(30_000);
            service.wake();

            assertThat(first.isAlive()).isFalse();
            assertThat(seen.poll(10, TimeUnit.SECONDS)).isNotNull().isNotSameAs(first);
        }
    }

    @Test
    @DisplayName("waits by the clock that it was given, to which it is announced, and ends idle by it")
    void clock() throws Exception {
        MovedClock clock = new MovedClock();
        BlockingQueue<Thread> seen = new LinkedBlockingQueue<>();
        try (ServiceThread service = new ServiceThread("test-clock", clock, () -> {
            seen.add(Thread.currentThread());
            return clock.getAsLong() < 2 * DAY ? Duration.ofDays(1) : ServiceThread.UNTIL_WOKEN;
        })) {
            service.wake();
            Thread thread = seen.poll(10, TimeUnit.SECONDS);
            assertThat(clock.announced).containsExactly(thread);
            for (long day = 1; day <= 2; day++) {
                clock.moveTo(day * DAY);
                assertThat(seen.poll(10, TimeUnit.SECONDS)).isSameAs(thread);
            }
            clock.moveTo(2 * DAY + Duration.ofSeconds(5).toNanos());
            thread.join(10_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    @Test
    @DisplayName("repeats failed work though its clock stands still")
    void retriesWithoutClock() throws Exception {
        try (ServiceThread service = new ServiceThread("test-still", new MovedClock(), () -> {
            runs.release();
            throw new NoClassDefFoundError("planted");
        })) {
            service.wake();
            assertThat(runs.tryAcquire(3, 10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Clock that stands still until it is moved, which ends the wait of the one thread that waits. */
    private static final class MovedClock implements MonotonicClock {

        private final AtomicLong now = new AtomicLong();
        private final List<Thread> announced = new CopyOnWriteArrayList<>();
        private final BlockingQueue<Runnable> waits = new LinkedBlockingQueue<>();

        @Override
        public long getAsLong() {
            return now.get();
        }

        @Override
        public void announce(Thread thread) {
            announced.add(thread);
        }

        @Override
        @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
        public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
            waits.add(() -> {
                lock.lock();
                try {
                    condition.signalAll();
                } finally {
                    lock.unlock();
                }
            });
            condition.await();
        }

        void moveTo(long time) throws InterruptedException {
            Runnable wake = waits.take();
            now.set(time);
            wake.run();
        }
    }

    @Test
    @DisplayName("is interrupted and ended by closing, and does not start again")
    void closes() throws Exception {
        BlockingQueue<Thread> seen = new LinkedBlockingQueue<>();
        AtomicBoolean interrupted = new AtomicBoolean();
        ServiceThread service = new ServiceThread("test-closes", () -> {
            seen.add(Thread.currentThread());
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.set(true);
                throw e;
            }
            return Duration.ZERO;
        });
        service.wake();
        Thread thread = seen.take();
        service.close();
        service.wake();
        service.close();

        assertThat(thread.isAlive()).isFalse();
        assertThat(interrupted).isTrue();
        assertThat(seen).isEmpty();
    }

    @Test
    @DisplayName("does the rest of its work if it may drain, also after failures, and also for an interrupted caller")
    void drains() {
        AtomicInteger left = new AtomicInteger(5);
        ServiceThread service = new ServiceThread("test-drains", () -> {
            if (left.decrementAndGet() == 3) {
                throw new NoClassDefFoundError("planted");
            }
            return left.get() > 0 ? Duration.ofMillis(5) : ServiceThread.UNTIL_WOKEN;
        });
        service.wake();
        Thread.currentThread().interrupt();
        boolean drained = service.close(LONG);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(drained).isTrue();
        assertThat(left).hasValue(0);
    }

    @Test
    @DisplayName("says so if the time to drain was too short, and ends nevertheless")
    void drainsTooLong() throws Exception {
        BlockingQueue<Thread> seen = new LinkedBlockingQueue<>();
        ServiceThread service = new ServiceThread("test-endless", () -> {
            seen.offer(Thread.currentThread());
            return Duration.ZERO;
        });
        service.wake();
        Thread thread = seen.take();

        assertThat(service.close(Duration.ofMillis(50))).isFalse();
        thread.join(10_000);
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    @DisplayName(
            "is closed together with others: the work of each may end within the same time, then it is interrupted")
    void closesAll() throws Exception {
        CountDownLatch working = new CountDownLatch(3);
        CountDownLatch interrupted = new CountDownLatch(2);
        List<String> ended = new CopyOnWriteArrayList<>();
        ServiceThread.Work hangs = () -> {
            working.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return ServiceThread.UNTIL_WOKEN;
        };
        ServiceThread quick = new ServiceThread("test-quick", () -> {
            working.countDown();
            ended.add("quick");
            return ServiceThread.UNTIL_WOKEN;
        });
        List<ServiceThread> all =
                List.of(new ServiceThread("test-hangs", hangs), new ServiceThread("test-hangs", hangs), quick);
        all.forEach(ServiceThread::wake);
        working.await();

        ServiceThread.closeAll(all, Duration.ofMillis(10));
        all.forEach(ServiceThread::wake);

        assertThat(interrupted.getCount()).isZero();
        assertThat(ended).containsExactly("quick");
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> List.of("test-hangs", "test-quick").contains(thread.getName()));
    }

    @Test
    @DisplayName("can be closed by its own work")
    void closedByItself() throws Exception {
        BlockingQueue<Thread> seen = new LinkedBlockingQueue<>();
        ServiceThread[] service = new ServiceThread[1];
        service[0] = new ServiceThread("test-self", () -> {
            service[0].close(LONG);
            seen.add(Thread.currentThread());
            return Duration.ZERO;
        });
        service[0].wake();
        Thread thread = seen.take();
        thread.join(10_000);

        assertThat(thread.isAlive()).isFalse();
    }
}
