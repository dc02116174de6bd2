package io.redoubt.redis.core.async;

import io.redoubt.api.AsyncSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Admission control of asynchronous calls: grants slots to a bounded number of calls, and keeps a bounded queue of
 * calls that wait for one. Runs nothing itself. Thread-safe.
 *
 * <p>Nested calls, which are made by the work of another asynchronous call, have slots of their own and never wait
 * for one: the call that made them may hold the slot that they would wait for.
 */
final class CallSlots {

    /** Answer to a call that asks for a slot. */
    enum Admission {
        GRANTED,
        QUEUED,
        FULL,
        CLOSED
    }

    private final int maxRunning;
    private final int maxQueued;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition slotReleased = lock.newCondition();
    private final Set<AsyncCall<?>> queued = new LinkedHashSet<>();
    private final Set<AsyncCall<?>> granted = new LinkedHashSet<>();
    private int nested;
    private boolean closed;

    CallSlots(AsyncSettings settings) {
        this.maxRunning = settings.maxRunning();
        this.maxQueued = settings.maxQueued();
    }

    /** Grants a slot to a new call, queues it, or refuses it. */
    Admission request(AsyncCall<?> call) {
        lock.lock();
        try {
            if (closed) {
                return Admission.CLOSED;
            }
            if (call.isNested() ? hasNestedSlot() : granted.size() - nested < maxRunning) {
                grant(call);
                return Admission.GRANTED;
            }
            if (call.isNested() || queued.size() >= maxQueued) {
                return Admission.FULL;
            }
            queued.add(call);
            return Admission.QUEUED;
        } finally {
            lock.unlock();
        }
    }

    /**
     * A nested call whose work has ended counts no longer, although it has its slot until its future is published: the
     * call that waited for that future may go on before, and end, and make room for one that makes a nested call.
     */
    private boolean hasNestedSlot() {
        return nested < maxRunning
                || granted.stream()
                                .filter(call -> call.isNested() && !call.hasWorked())
                                .count()
                        < maxRunning;
    }

    /**
     * Removes a call that has ended, or that will not be run. Returns the call that gets its slot, if one waits for
     * it. Only the first removal has an effect.
     */
    @Nullable
    AsyncCall<?> remove(AsyncCall<?> call) {
        lock.lock();
        try {
            if (queued.remove(call) || !granted.remove(call)) {
                return null;
            }
            slotReleased.signalAll();
            if (call.isNested()) {
                nested--;
                return null;
            }
            if (queued.isEmpty()) {
                return null;
            }
            AsyncCall<?> next = queued.iterator().next();
            queued.remove(next);
            grant(next);
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Grants no further slots. Returns all calls, with and without a slot. */
    List<AsyncCall<?>> close() {
        lock.lock();
        try {
            closed = true;
            List<AsyncCall<?>> all = new ArrayList<>(queued);
            queued.clear();
            all.addAll(granted);
            return all;
        } finally {
            lock.unlock();
        }
    }

    boolean isInUse() {
        lock.lock();
        try {
            return !granted.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    boolean hasCallOnCurrentThread() {
        lock.lock();
        try {
            return granted.stream().anyMatch(AsyncCall::isOnCurrentThread);
        } finally {
            lock.unlock();
        }
    }

    /** Returns the calls that have a slot, but do not run on the current thread. */
    List<AsyncCall<?>> others() {
        lock.lock();
        try {
            return granted.stream().filter(call -> !call.isOnCurrentThread()).toList();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until no call has a slot, except calls on the current thread.
     *
     * @return whether that was so before the timeout
     */
    boolean awaitOthers(Duration timeout) throws InterruptedException {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (!granted.stream().allMatch(AsyncCall::isOnCurrentThread)) {
                if (left <= 0) {
                    return false;
                }
                left = slotReleased.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void grant(AsyncCall<?> call) {
        granted.add(call);
        nested += call.isNested() ? 1 : 0;
    }
}
