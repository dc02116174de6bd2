package io.redoubt.redis.spi.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("Threads that wait for what another one reads")
final class ReplyWaiterTest {

    /** Group of threads that wait until they are told to continue, without a time limit unless one is given. */
    private static final class Sleepers {

        private final List<ReplyWaiter> waiters = new ArrayList<>();
        private final List<Thread> threads = new ArrayList<>();
        private final List<AtomicBoolean> told = new ArrayList<>();
        private final AtomicInteger entered = new AtomicInteger();

        /**
         * Adds a thread.
         *
         * @param ownTime the time in nanoseconds from now after which the thread leaves on its own at the
         *     earliest; 0 for never
         */
        void add(long ownTime) {
            ReplyWaiter waiter = new ReplyWaiter();
            AtomicBoolean isTold = new AtomicBoolean();
            Thread thread = new Thread(() -> {
                waiter.beginWait();
                entered.incrementAndGet();
                long end = System.nanoTime() + ownTime;
                while (!isTold.get() && (ownTime == 0 || System.nanoTime() < end)) {
                    if (ownTime == 0) {
                        LockSupport.park(this);
                    }
                }
                waiter.endWait();
            });
            waiters.add(waiter);
            told.add(isTold);
            threads.add(thread);
            thread.start();
        }

        void tellAll() {
            told.forEach(each -> each.set(true));
            ReplyWaiter.wakeAll(new ArrayList<>(waiters));
        }

        void join() throws InterruptedException {
            for (Thread thread : threads) {
                thread.join(20_000);
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
        wakeWhileOthersGo(60);
    }

    @Test
    @Tag("slow")
    @DisplayName("are all woken in a thousand rounds where those before them go at that moment")
    void whileOthersGoForLong() throws InterruptedException {
        wakeWhileOthersGo(1_000);
    }

    private void wakeWhileOthersGo(int rounds) throws InterruptedException {
        for (int round = 0; round < rounds; round++) {
            Sleepers sleepers = new Sleepers();
            for (int i = 0; i < 30; i++) {
                sleepers.waiters.add(new ReplyWaiter());
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
        List<ReplyWaiter> nine = entered(9);
        ReplyWaiter.wakeAll(new ArrayList<>(nine.subList(0, 8)));
        nine.subList(0, 8).forEach(ReplyWaiter::endWait);
        assertThat(isWoken()).as("one of eight").isTrue();
        assertThat(isWoken()).as("another one, by one of eight").isFalse();

        nine = entered(9);
        ReplyWaiter.wakeAll(new ArrayList<>(nine));
        assertThat(isWoken()).as("the first").isTrue();
        for (int i = 0; i < 8; i++) {
            assertThat(isWoken()).as("another one").isFalse();
            nine.get(i).endWait();
            assertThat(isWoken()).as("the next").isTrue();
        }
        nine.get(8).endWait();
        assertThat(isWoken()).as("nobody is left").isFalse();
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
        ReplyWaiter virtual = new ReplyWaiter();
        Thread thread = (Thread) start.invoke(null, (Runnable) virtual::beginWait);
        thread.join();
        List<ReplyWaiter> ten = new ArrayList<>(List.of(virtual));
        ten.addAll(entered(9));
        ReplyWaiter.wakeAll(ten);
        assertThat(isWoken()).as("the first that is not virtual").isTrue();
        assertThat(isWoken()).as("another one").isFalse();
    }

    private static List<ReplyWaiter> entered(int count) {
        List<ReplyWaiter> waiters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ReplyWaiter waiter = new ReplyWaiter();
            waiter.beginWait();
            waiters.add(waiter);
        }
        return waiters;
    }

    /** Returns whether the current thread, which plays the part of all of them, was woken. */
    private static boolean isWoken() {
        long begin = System.nanoTime();
        LockSupport.parkNanos(100_000_000);
        return System.nanoTime() - begin < 50_000_000;
    }
}
