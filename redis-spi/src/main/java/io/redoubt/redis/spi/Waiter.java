package io.redoubt.redis.spi;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
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
 * being woken and going nobody does anything else, so that none waits for what a caller does. Virtual threads are none of
 * them: one that is woken runs only when another leaves its carrier, and may wait for whoever was to be woken by it.
 */
public final class Waiter {

    /** How many wake each other, one after the other, at most: each may have to wait for a processor. */
    private static final int CHAIN = 32;

    /** So many do not wake each other: each of them would notice the others' wait, and together they are little work. */
    private static final int FEW = 8;

    private static final Object GONE = new Object();

    /** {@code Thread.isVirtual()}; null before Java 21. */
    private static final @Nullable MethodHandle IS_VIRTUAL = isVirtual();

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
            Thread its = waiter.thread;
            if (its != null && isVirtual(its)) {
                LockSupport.unpark(its);
            } else if (its != null) {
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

    private static boolean isVirtual(Thread thread) {
        try {
            return IS_VIRTUAL != null && (boolean) IS_VIRTUAL.invokeExact(thread);
        } catch (Throwable e) {
            throw new IllegalStateException("Thread.isVirtual() does not throw", e);
        }
    }

    private static @Nullable MethodHandle isVirtual() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (NoSuchMethodException | IllegalAccessException beforeJava21) {
            return null;
        }
    }
}
