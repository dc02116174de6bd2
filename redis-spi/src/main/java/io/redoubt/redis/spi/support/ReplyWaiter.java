package io.redoubt.redis.spi.support;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Handle through which an I/O thread wakes one thread that waits for Redis replies. Used for a single wait.
 * Thread-safe, lock-free.
 *
 * <p>Waking a thread costs more than reading its reply. When many replies arrive together, the I/O thread therefore
 * wakes only the first thread of each chain, and each thread wakes its follower when it resumes. Virtual threads are
 * woken directly: a virtual thread of a chain runs only when a carrier thread is free, and all carrier threads may be
 * held by threads that wait for it.
 */
public final class ReplyWaiter {

    /** The maximum length of a chain, since each of its threads may have to wait for a processor. */
    private static final int MAX_CHAIN = 32;
    /** The maximum number of threads that are woken without a chain, whose delay so few threads would notice. */
    private static final int MAX_UNCHAINED = 8;

    private static final Object RESUMED = new Object();

    /** Handle of {@code Thread.isVirtual()}; null before Java 21. */
    private static final @Nullable MethodHandle IS_VIRTUAL = isVirtual();

    /** The next thread of the chain, or {@link #RESUMED}. */
    private final AtomicReference<@Nullable Object> follower = new AtomicReference<>();

    private volatile @Nullable Thread thread;

    /** Creates a handle of a thread that does not wait yet. */
    public ReplyWaiter() {}

    /** Begins the wait of the current thread, which parks as long as it has reason to. */
    public void beginWait() {
        thread = Thread.currentThread();
    }

    /**
     * Ends the wait, for whatever reason, and wakes the next thread of the chain, which would otherwise wait in vain.
     */
    public void endWait() {
        if (follower.getAndSet(RESUMED) instanceof ReplyWaiter next) {
            next.wake();
        }
    }

    /** Wakes the thread if it waits. */
    public void wake() {
        LockSupport.unpark(thread);
    }

    /**
     * Wakes threads whose replies have been read, and clears the list. Allocates nothing if the list is an {@link
     * java.util.ArrayList}.
     */
    public static void wakeAll(List<ReplyWaiter> threads) {
        try {
            wakeInChains(threads, wakeVirtual(threads));
        } catch (Throwable e) {
            for (int i = 0; i < threads.size(); i++) {
                threads.get(i).wake();
            }
            throw e;
        } finally {
            threads.clear();
        }
    }

    /**
     * Wakes the virtual threads, and moves the platform threads to the front of the list. Returns the number of
     * platform threads. A thread that does not wait yet is dropped, since a chain must not depend on it.
     */
    private static int wakeVirtual(List<ReplyWaiter> threads) {
        int platform = 0;
        for (int i = 0; i < threads.size(); i++) {
            ReplyWaiter each = threads.get(i);
            Thread its = each.thread;
            if (its != null && isVirtual(its)) {
                LockSupport.unpark(its);
            } else if (its != null) {
                threads.set(platform++, each);
            }
        }
        return platform;
    }

    private static void wakeInChains(List<ReplyWaiter> threads, int count) {
        // From the last to the first, so that each thread has its follower before it is woken.
        for (int i = count - 1; i >= 0; i--) {
            ReplyWaiter each = threads.get(i);
            boolean first = count <= MAX_UNCHAINED || i % MAX_CHAIN == 0;
            // A thread that has resumed on its own wakes no other.
            if (first || !threads.get(i - 1).follower.compareAndSet(null, each)) {
                each.wake();
            }
        }
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
