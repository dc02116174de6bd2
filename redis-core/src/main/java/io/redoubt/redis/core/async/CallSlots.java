package io.redoubt.redis.core.async;

import io.redoubt.api.AsyncSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Admission controller that limits how many asynchronous calls run and how many wait. Each running call holds a slot.
 * Runs nothing itself. Thread-safe.
 *
 * <p>Each group of calls has the bounds of the settings to itself. All groups together have {@value #GROUPS} times
 * these bounds, and no group gets more than remains free: whatever groups take everything that they can get, a share
 * is left for the next one. The share halves each time, so with a bound of 1 nothing is left after four groups.
 *
 * <p>Nested calls, which are made by the work of another asynchronous call, have slots of their own and never wait
 * for one: the call that made them may hold the slot that they would wait for. There are at least as many such slots as
 * other calls run, of whatever groups.
 */
final class CallSlots {

    /** How many times the bounds of one group all groups have together. */
    static final int GROUPS = 4;

    /** Answer to a call that asks for a slot. */
    enum Admission {
        GRANTED,
        QUEUED,
        FULL,
        CLOSED
    }

    private final Bound running;
    private final Bound queue;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition slotReleased = lock.newCondition();
    /** Calls that wait, by group; the group whose turn is next comes first. */
    private final Map<String, Deque<CompletableTask<?>>> queued = new LinkedHashMap<>();

    private final Set<CompletableTask<?>> granted = new LinkedHashSet<>();
    private final GroupCounts outer = new GroupCounts();
    private final GroupCounts nested = new GroupCounts();
    private boolean closed;

    CallSlots(AsyncSettings settings) {
        // An executor of the application has a bound of its own, which groups cannot exceed.
        int groups = settings.executor() == null ? GROUPS : 1;
        this.running = new Bound(settings.maxRunning(), groups);
        this.queue = new Bound(settings.maxQueued(), groups);
    }

    /** Grants a slot to a new call, queues it, or refuses it. */
    Admission request(CompletableTask<?> call) {
        lock.lock();
        try {
            if (closed) {
                return Admission.CLOSED;
            }
            if (call.isNested()
                    ? hasNestedSlot(call.group())
                    : hasSlot(call.group()) && !queued.containsKey(call.group())) {
                grant(call);
                return Admission.GRANTED;
            }
            if (call.isNested() || !hasPlaceInQueue(call.group())) {
                return Admission.FULL;
            }
            queued.computeIfAbsent(call.group(), unused -> new ArrayDeque<>()).add(call);
            return Admission.QUEUED;
        } finally {
            lock.unlock();
        }
    }

    private boolean hasSlot(String group) {
        return running.admits(outer.of(group), outer.total());
    }

    private boolean hasPlaceInQueue(String group) {
        Deque<CompletableTask<?>> own = queued.get(group);
        return queue.admits(
                own == null ? 0 : own.size(),
                queued.values().stream().mapToInt(Deque::size).sum());
    }

    /**
     * A nested call whose work has ended counts no longer, although it has its slot until its future is published: the
     * call that waited for that future may go on before, and end, and make room for one that makes a nested call.
     */
    private boolean hasNestedSlot(String group) {
        if (admitsNested(nested.of(group), nested.total())) {
            return true;
        }
        List<CompletableTask<?>> working = new ArrayList<>();
        granted.stream().filter(call -> call.isNested() && !call.hasWorked()).forEach(working::add);
        long own = working.stream().filter(call -> call.group().equals(group)).count();
        return admitsNested((int) own, working.size());
    }

    /** Nested calls may all be of one group, which the works of several other groups call. */
    private boolean admitsNested(int own, int total) {
        return running.admits(own, total) || total < outer.total();
    }

    /**
     * Removes a call that has ended, or that will not be run. Only the first removal has an effect. Several waiting
     * calls may have a slot afterwards, see {@link #grantNext}.
     */
    void remove(CompletableTask<?> call) {
        lock.lock();
        try {
            if (!removeQueued(call) && granted.remove(call)) {
                slotReleased.signalAll();
                (call.isNested() ? nested : outer).removed(call.group());
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean removeQueued(CompletableTask<?> call) {
        Deque<CompletableTask<?>> own = queued.get(call.group());
        if (own == null || !own.remove(call)) {
            return false;
        }
        if (own.isEmpty()) {
            queued.remove(call.group());
        }
        return true;
    }

    /**
     * Grants a slot to a waiting call of the first group in turn that has a slot, and makes that group the last one.
     * Returns the call, or null if no waiting call has a slot.
     */
    @Nullable
    CompletableTask<?> grantNext() {
        lock.lock();
        try {
            String group =
                    queued.keySet().stream().filter(this::hasSlot).findFirst().orElse(null);
            Deque<CompletableTask<?>> own = group == null ? null : queued.remove(group);
            CompletableTask<?> next = own == null ? null : own.poll();
            if (group == null || own == null || next == null) {
                return null;
            }
            if (!own.isEmpty()) {
                queued.put(group, own);
            }
            grant(next);
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Grants no further slots. Returns all calls, with and without a slot. */
    List<CompletableTask<?>> close() {
        lock.lock();
        try {
            closed = true;
            List<CompletableTask<?>> all = new ArrayList<>();
            queued.values().forEach(all::addAll);
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
            return granted.stream().anyMatch(CompletableTask::isOnCurrentThread);
        } finally {
            lock.unlock();
        }
    }

    /** Returns the calls that have a slot, but do not run on the current thread. */
    List<CompletableTask<?>> others() {
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
            while (!granted.stream().allMatch(CompletableTask::isOnCurrentThread)) {
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

    private void grant(CompletableTask<?> call) {
        GroupCounts counts = call.isNested() ? nested : outer;
        counts.added(call.group());
        boolean isAdded = false;
        try {
            isAdded = granted.add(call);
        } finally {
            if (!isAdded) {
                counts.removed(call.group());
            }
        }
    }

    /** Maximum number of calls, for one group and in total. */
    private record Bound(int ofGroup, int groups) {

        /** Returns whether one more of a group is admitted. */
        boolean admits(int own, int total) {
            long free = (long) ofGroup * groups - total;
            return own < ofGroup && (groups == 1 ? free > 0 : own < free);
        }
    }

    /** Counters of calls, one for each group and one in total. Guarded by the lock. */
    private static final class GroupCounts {

        private final Map<String, int[]> byGroup = new HashMap<>();
        private int total;

        int of(String group) {
            int[] count = byGroup.get(group);
            return count == null ? 0 : count[0];
        }

        int total() {
            return total;
        }

        void added(String group) {
            byGroup.computeIfAbsent(group, absent -> new int[1])[0]++;
            total++;
        }

        /** Allocates nothing. */
        void removed(String group) {
            int[] count = byGroup.get(group);
            if (count != null && --count[0] == 0) {
                byGroup.remove(group);
            }
            total--;
        }
    }
}
