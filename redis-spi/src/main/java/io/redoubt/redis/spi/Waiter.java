package io.redoubt.redis.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that waits for replies which another thread reads. To be used for one wait; thread-safe.
 *
 * <p>To wake a thread costs more than to read its reply. Of many whose replies come together only the first is woken by who
 * reads, and each wakes the next when it goes: so reading goes on meanwhile, and waking is shared by all processors. Between
 * being woken and going nobody does anything else, so that none waits for what a caller does; and each that has a limit to its
 * waiting keeps it by itself.
 */
public final class Waiter {

    /** How many wake each other, one after the other, at most: each may have to wait for a processor. */
    private static final int CHAIN = 32;

    /** So many do not wake each other: each of them would notice the others' wait, and together they are little work. */
    private static final int FEW = 8;

    private static final Object GONE = new Object();

    /** Who is to be woken next, or that it is too late for that. */
    private final AtomicReference<@Nullable Object> next = new AtomicReference<>();

    private volatile @Nullable Thread thread;

    /** The calling thread waits from now on: it parks until what it waits for is there, or for as long as it likes. */
    public void enter() {
        thread = Thread.currentThread();
    }

    /** The thread waits no more, for whatever reason. Without this others would wait in vain. */
    public void leave() {
        if (next.getAndSet(GONE) instanceof Waiter follower) {
            follower.wake();
        }
    }

    /** Wakes the thread, if it waits. */
    public void wake() {
        LockSupport.unpark(thread);
    }

    /** Wakes those of them that wait: what each waits for is there already. */
    public static void wakeAll(List<Waiter> waiters) {
        List<Waiter> waiting = new ArrayList<>(waiters.size());
        for (Waiter waiter : waiters) {
            if (waiter.thread != null) {
                waiting.add(waiter);
            }
        }
        if (waiting.size() <= FEW) {
            waiting.forEach(Waiter::wake);
            return;
        }
        List<Waiter> first = new ArrayList<>();
        for (int i = 0; i < waiting.size(); i++) {
            // Who has gone by itself meanwhile wakes nobody.
            if (i % CHAIN == 0 || !waiting.get(i - 1).next.compareAndSet(null, waiting.get(i))) {
                first.add(waiting.get(i));
            }
        }
        first.forEach(Waiter::wake);
    }
}
