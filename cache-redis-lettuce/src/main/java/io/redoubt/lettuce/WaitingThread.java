package io.redoubt.lettuce;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Handle of a thread that parks until another thread wakes it. Used for a single wait. Thread-safe.
 *
 * <p>Waking a thread costs more than reading its reply. When many replies arrive together, the event loop wakes
 * only the first thread of each chain, and each thread wakes its follower when it resumes. Virtual threads are
 * woken by the event loop directly, because each virtual thread of a chain would have to wait for a carrier
 * thread.
 */
final class WaitingThread {

    private static final int MAX_CHAIN = 32;
    /** The maximum number of threads that are woken without a chain. */
    private static final int MAX_UNCHAINED = 8;

    private static final Object GONE = new Object();

    /** Handle of {@code Thread.isVirtual()}; null before Java 21. */
    private static final @Nullable MethodHandle IS_VIRTUAL = isVirtual();

    /** The next thread of the chain, or {@link #GONE} if this thread has resumed. */
    private final AtomicReference<@Nullable Object> next = new AtomicReference<>();

    private volatile @Nullable Thread thread;

    /** Begins the wait of the current thread. */
    void enter() {
        thread = Thread.currentThread();
    }

    /**
     * Ends the wait of the current thread and wakes the next thread of the chain, which would otherwise wait in
     * vain.
     */
    void leave() {
        if (next.getAndSet(GONE) instanceof WaitingThread follower) {
            follower.wake();
        }
    }

    /** Wakes the thread if it waits. */
    void wake() {
        LockSupport.unpark(thread);
    }

    /** Wakes the threads and clears the list. */
    static void wakeAll(List<WaitingThread> threads) {
        try {
            threads.removeIf(WaitingThread::stayOutOfChain);
            boolean chained = threads.size() > MAX_UNCHAINED;
            // From the last to the first, so that each thread has its follower before it is woken.
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

    /**
     * Wakes a virtual thread. Returns false for a platform thread, which can be part of a chain. Returns true if
     * the thread does not wait yet, since a chain must not depend on such a thread.
     */
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
