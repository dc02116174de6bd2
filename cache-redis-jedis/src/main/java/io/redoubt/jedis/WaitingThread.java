package io.redoubt.jedis;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Thread that is parked until another one has read its replies, and that passes wake-ups on. For one wait; thread-safe,
 * lock-free.
 *
 * <p>To unpark a thread costs more than to read its reply. Where many replies have arrived together, only the first
 * thread of a chain is woken, and each wakes the next as it leaves, before it does anything else: so reading goes on,
 * and waking is shared by all processors. Virtual threads are not chained: one that was woken runs only once a
 * carrier is free, and that may be held by the thread which it is to wake.
 */
final class WaitingThread {

    /** The length of a chain, since each of its threads may have to wait for a processor. */
    private static final int MAX_CHAIN = 32;

    /** So few are woken at once: each would notice the others' wait, and together they are little work. */
    private static final int MAX_WOKEN_AT_ONCE = 8;

    private static final Object GONE = new Object();

    /** {@code Thread.isVirtual()}; null before Java 21. */
    private static final @Nullable MethodHandle IS_VIRTUAL = isVirtual();

    /** The next thread of the chain, or {@link #GONE}. */
    private final AtomicReference<@Nullable Object> next = new AtomicReference<>();

    private volatile @Nullable Thread thread;

    /** Begins the wait of the calling thread, which parks until what it waits for is there. */
    void enter() {
        thread = Thread.currentThread();
    }

    /** Ends the wait, for whatever reason; without this the rest of the chain would wait for ever. */
    void leave() {
        if (next.getAndSet(GONE) instanceof WaitingThread follower) {
            follower.wake();
        }
    }

    /** Unparks the thread, if it waits. */
    void wake() {
        LockSupport.unpark(thread);
    }

    /** Wakes the first {@code count}; what each waits for is there already. The array is cleared. */
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
            // From the last to the first, so that nobody leaves before the next one is known. A thread that has left by
            // itself meanwhile wakes no other.
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
