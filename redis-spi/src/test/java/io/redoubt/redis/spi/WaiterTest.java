package io.redoubt.redis.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Threads that wait for what another one reads")
final class WaiterTest {

    private static final long HANG_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Threads that wait without a limit until they are told. */
    private static final class Sleepers {

        private final List<Waiter> waiters = new ArrayList<>();
        private final List<Thread> threads = new ArrayList<>();
        private final List<AtomicBoolean> told = new ArrayList<>();
        private final AtomicInteger entered = new AtomicInteger();

        /** The earliest time at which one goes by itself, in nanoseconds from now; or it waits for ever. */
        void add(long ownTime) {
            Waiter waiter = new Waiter();
            AtomicBoolean isTold = new AtomicBoolean();
            Thread thread = new Thread(() -> {
                waiter.enter();
                entered.incrementAndGet();
                long end = System.nanoTime() + ownTime;
                while (!isTold.get() && (ownTime == 0 || System.nanoTime() < end)) {
                    if (ownTime == 0) {
                        LockSupport.park(this);
                    }
                }
                waiter.leave();
            });
            waiters.add(waiter);
            told.add(isTold);
            threads.add(thread);
            thread.start();
        }

        void tellAll() {
            told.forEach(each -> each.set(true));
            Waiter.wakeAll(waiters);
        }

        void join() throws InterruptedException {
            for (Thread thread : threads) {
                thread.join(TimeUnit.NANOSECONDS.toMillis(HANG_NANOS));
                assertThat(thread.isAlive()).as("still waits").isFalse();
            }
        }
    }

    @Test
    @DisplayName("are all woken, however many they are")
    void all() throws InterruptedException {
        for (int count : new int[] {1, 2, 8, 9, 31, 32, 33, 100}) {
            Sleepers sleepers = new Sleepers();
            for (int i = 0; i < count; i++) {
                sleepers.add(0);
            }
            while (sleepers.entered.get() < count) {
                LockSupport.parkNanos(100_000);
            }
            sleepers.tellAll();
            sleepers.join();
        }
    }

    @Test
    @DisplayName("are all woken, also where those before them go at that moment, or have not come yet")
    void whileOthersGo() throws InterruptedException {
        for (int round = 0; round < 300; round++) {
            Sleepers sleepers = new Sleepers();
            for (int i = 0; i < 30; i++) {
                sleepers.waiters.add(new Waiter());
                sleepers.told.add(new AtomicBoolean());
                sleepers.add(i % 3 == 1 ? 1 + round * 1_000L : 0);
            }
            sleepers.tellAll();
            sleepers.join();
        }
    }

    @Test
    @DisplayName("are woken at once up to eight, and beyond that wake each other, each the next")
    void chain() {
        List<Waiter> nine = entered(9);
        Waiter.wakeAll(nine.subList(0, 8));
        nine.subList(0, 8).forEach(Waiter::leave);
        assertWoken("one of eight");
        assertNotWoken("another one, by one of eight");

        nine = entered(9);
        Waiter.wakeAll(nine);
        assertWoken("the first");
        for (int i = 0; i < 8; i++) {
            assertNotWoken("another one");
            nine.get(i).leave();
            assertWoken("the next");
        }
        nine.get(8).leave();
        assertNotWoken("nobody is left");
    }

    @Test
    @DisplayName("never depend on a virtual one, which may not run before they do")
    void virtualThreads() throws Exception {
        Method start;
        try {
            start = Thread.class.getMethod("startVirtualThread", Runnable.class);
        } catch (NoSuchMethodException beforeJava21) {
            assumeTrue(false, "Java 21 or newer");
            return;
        }
        Waiter virtual = new Waiter();
        Thread thread = (Thread) start.invoke(null, (Runnable) virtual::enter);
        thread.join();
        List<Waiter> ten = new ArrayList<>(List.of(virtual));
        ten.addAll(entered(9));
        Waiter.wakeAll(ten);
        assertWoken("the first that is not virtual");
        assertNotWoken("another one");
    }

    private static List<Waiter> entered(int count) {
        // A permit may be left by a lock that this thread has waited for before.
        LockSupport.parkNanos(1);
        List<Waiter> waiters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Waiter waiter = new Waiter();
            waiter.enter();
            waiters.add(waiter);
        }
        return waiters;
    }

    /** This thread, which plays them all, was woken: to park ends before its time, which is that of a hang. */
    private static void assertWoken(String which) {
        long begin = System.nanoTime();
        LockSupport.parkNanos(HANG_NANOS);
        assertThat(System.nanoTime() - begin).as(which).isLessThan(HANG_NANOS);
    }

    /** This thread was not woken: to park takes its whole time. */
    private static void assertNotWoken(String which) {
        long begin = System.nanoTime();
        LockSupport.parkNanos(MOMENT_NANOS);
        assertThat(System.nanoTime() - begin).as(which).isGreaterThanOrEqualTo(MOMENT_NANOS);
    }
}
