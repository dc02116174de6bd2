package io.redoubt.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Releases in the background what nobody holds any more and the store may have: what was acquired without an answer, or could
 * not be released. Tries until the lease must be over. Thread-safe; its thread lives while there is something to release.
 */
final class Cleanup implements AutoCloseable {

    private static final String NAME = "redoubt-lock-cleanup";
    private static final int MOST = 10_000;
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration MOST_CLOSING = Duration.ofSeconds(1);

    private final Leases leases;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private List<Abandoned> waiting = new ArrayList<>();
    private @Nullable Thread thread;
    private boolean closed;

    Cleanup(Leases leases, LongSupplier nanoTime) {
        this.leases = leases;
        this.nanoTime = nanoTime;
    }

    /**
     * Something to release.
     *
     * @param end when its lease must be over
     * @param denials how often the store has said that this owner holds nothing: once may be because the release has overtaken
     *     the acquisition, on another connection
     */
    private record Abandoned(Claim claim, long end, int denials) {}

    /** Releases it soon; or leaves it to its lease, if there is too much to do, or this is closed. */
    void release(Claim claim, long leaseMillis) {
        lock.lock();
        try {
            if (closed || waiting.size() >= MOST) {
                return;
            }
            long end = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(leaseMillis);
            waiting.add(new Abandoned(claim, end, 0));
            if (thread == null) {
                thread = new Thread(this::run, NAME);
                thread.setDaemon(true);
                thread.start();
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Leaves the rest to its lease, and waits for the end of the thread, for a second at most. Idempotent. */
    @Override
    public void close() {
        Thread ending;
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            ending = thread;
        } finally {
            lock.unlock();
        }
        if (ending != null) {
            ending.interrupt();
            Ending.await(ending, MOST_CLOSING);
        }
    }

    private void run() {
        List<Abandoned> left = List.of();
        try {
            for (List<Abandoned> now = next(left); !now.isEmpty(); now = next(left)) {
                left = attempt(now);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    /** What is to be released now: what is new at once, what failed before after a pause. None if the thread is to end. */
    private List<Abandoned> next(List<Abandoned> failed) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long pause = PAUSE.toNanos();
            while (!closed && !failed.isEmpty() && waiting.isEmpty() && pause > 0) {
                pause = changed.awaitNanos(pause);
            }
            List<Abandoned> now = new ArrayList<>(failed);
            now.addAll(waiting);
            waiting = new ArrayList<>();
            if (closed || now.isEmpty()) {
                thread = null;
                return List.of();
            }
            return now;
        } finally {
            lock.unlock();
        }
    }

    private List<Abandoned> attempt(List<Abandoned> now) {
        List<Outcome> outcomes =
                leases.releaseAll(now.stream().map(Abandoned::claim).toList(), MOST_CLOSING);
        long time = nanoTime.getAsLong();
        List<Abandoned> left = new ArrayList<>();
        for (int i = 0; i < now.size() && left.size() < MOST; i++) {
            Abandoned each = now.get(i);
            int denials = each.denials + (outcomes.get(i) == Outcome.NOT_HELD ? 1 : 0);
            boolean over = outcomes.get(i) == Outcome.DONE || denials == 2 || each.end - time <= 0;
            if (!over) {
                left.add(new Abandoned(each.claim, each.end, denials));
            }
        }
        return left;
    }
}
