package io.redoubt.jedis;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Handle of a thread that is parked until another thread has read its replies, and that then wakes further
 * threads. Used for a single wait. Thread-safe and lock-free.
 *
 * <p>Unparking a thread costs more than reading its reply. When many replies have arrived together, only the first
 * thread of a chain is woken, and each thread wakes the next as it leaves, before it does anything else. So
 * reading continues, and all processors share the work of waking. Virtual threads are not chained: a virtual
 * thread that was woken runs only when a carrier is free, and the carrier may be held by the very thread that it
 * is to wake.
 */
final class WaitingThread {

    /**
     * The maximum length of a chain. It is limited because each thread of a chain may have to wait for a
     * processor.
     */
    private static final int MAX_CHAIN = 32;

    /**
     * The maximum number of threads that are woken without a chain. Each of so few threads would notice the delay
     * that a chain causes, and waking all of them directly is little work.
     */
    private static final int MAX_WOKEN_AT_ONCE = 8;

    private static final Object GONE = new Object();

    /** Handle of {@code Thread.isVirtual()}; null before Java 21. */
    private static final @Nullable MethodHandle IS_VIRTUAL = isVirtual();

    /** The next thread of the chain, or {@link #GONE}. */
    private final AtomicReference<@Nullable Object> next = new AtomicReference<>();

    private volatile @Nullable Thread thread;

    /** Begins the wait of the calling thread, which parks until its replies have arrived. */
    void enter() {
        thread = Thread.currentThread();
    }

    /**
     * Ends the wait, for any reason, and wakes the next thread of the chain, which would otherwise wait forever.
     */
    void leave() {
        if (next.getAndSet(GONE) instanceof WaitingThread follower) {
            follower.wake();
        }
    }

    /** Unparks the thread if it waits. */
    void wake() {
        LockSupport.unpark(thread);
    }

    /** Wakes the first {@code count} threads, whose replies must have arrived, and clears the array. */
    static void wakeAll(@Nullable WaitingThread[] waiting, int count) {
        int chained = 0;
        for (int i = 0; i < count; i++) {
            WaitingThread each = waiting[i];
            waiting[i] = null;
            Thread its = each == null ? null : each.thread;
            if (its != null && isVirtual(its)) {
                LockSupport.unpark(its);
            } else if (its != null) {
                waiting[chained++] = each;
            }
        }
        for (int i = chained - 1; i >= 0; i--) {
            WaitingThread each = waiting[i];
            waiting[i] = null;
            boolean first = chained <= MAX_WOKEN_AT_ONCE || i % MAX_CHAIN == 0;
            // From the last to the first, so that no thread leaves before its follower is known. A thread that has
            // already left on its own wakes no other.
            if (each != null && (first || !each.follows(waiting[i - 1]))) {
                each.wake();
            }
        }
    }

    private boolean follows(@Nullable WaitingThread other) {
        return other != null && other.next.compareAndSet(null, this);
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
