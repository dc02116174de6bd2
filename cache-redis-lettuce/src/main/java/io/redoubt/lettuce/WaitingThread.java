package io.redoubt.lettuce;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Thread that parks until another one wakes it. For one wait; thread-safe.
 *
 * <p>To wake a thread costs more than to read its reply. Where many replies come together the event loop wakes only the first
 * thread of each chain, and each wakes the next one when it goes on. Virtual threads are woken by the event loop: in a chain
 * they would wait for a carrier at every link.
 */
final class WaitingThread {

    private static final int MAX_CHAIN = 32;
    /** Up to so many are woken without a chain. */
    private static final int MAX_UNCHAINED = 8;

    private static final Object GONE = new Object();

    /** {@code Thread.isVirtual()}; null before Java 21. */
    private static final @Nullable MethodHandle IS_VIRTUAL = isVirtual();

    /** The next one of the chain, or that this one has gone on. */
    private final AtomicReference<@Nullable Object> next = new AtomicReference<>();

    private volatile @Nullable Thread thread;

    /** The current thread waits from now on. */
    void enter() {
        thread = Thread.currentThread();
    }

    /** The current thread waits no more. Without this the rest of a chain would wait in vain. */
    void leave() {
        if (next.getAndSet(GONE) instanceof WaitingThread follower) {
            follower.wake();
        }
    }

    /** Wakes the thread, if it waits. */
    void wake() {
        LockSupport.unpark(thread);
    }

    /** Wakes threads, and empties the list. */
    static void wakeAll(List<WaitingThread> threads) {
        try {
            threads.removeIf(WaitingThread::stayOutOfChain);
            boolean chained = threads.size() > MAX_UNCHAINED;
            // From the end, so that each has its follower before it is woken.
            for (int i = threads.size() - 1; i >= 0; i--) {
                boolean first = i % MAX_CHAIN == 0;
                if (!chained || first || !threads.get(i - 1).next.compareAndSet(null, threads.get(i))) {
                    threads.get(i).wake();
                }
            }
        } catch (Throwable e) {
            threads.forEach(WaitingThread::wake);
            throw e;
        } finally {
            threads.clear();
        }
    }

    /** Wakes a virtual thread; false for those that can be in a chain, which must not depend on one that does not wait yet. */
    private boolean stayOutOfChain() {
        Thread its = thread;
        try {
            if (its == null) {
                return true;
            }
            if (IS_VIRTUAL == null || !(boolean) IS_VIRTUAL.invokeExact(its)) {
                return false;
            }
        } catch (Throwable e) {
            throw new IllegalStateException("Thread.isVirtual() does not throw", e);
        }
        LockSupport.unpark(its);
        return true;
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
