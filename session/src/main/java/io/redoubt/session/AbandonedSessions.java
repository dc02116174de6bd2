package io.redoubt.session;

import io.redoubt.redis.core.FailureMessageRedactor;
import io.redoubt.redis.core.LogThrottle;
import io.redoubt.redis.core.OutageLog;
import io.redoubt.redis.core.embedded.MonotonicClock;
import io.redoubt.redis.core.support.DecorrelatedJitter;
import io.redoubt.redis.core.support.ServiceThread;
import io.redoubt.redis.spi.Deadline;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queue of sessions that may exist although creating them failed, because the reply from Redis was lost. They would
 * count against the limit of their users, and nothing knows their ids. The thread {@value #THREAD} ends them. It starts
 * when one is offered, and ends when idle or by {@link #close()}, which drops the rest. Thread-safe; {@link #offer}
 * does not wait for Redis.
 *
 * <p>The creation may still be on its way to the server. Where an attempt finds no session, there are thus more: after
 * the timeout of a call, ten seconds after that, and two minutes after that. The last one is for a creation that was
 * sent into a broken network: Linux sends such data again at most two minutes after the network works again
 * ({@code TCP_RTO_MAX}), and drops it if the connection has ended meanwhile.
 *
 * <p>After a failed attempt there is a random pause of up to ten seconds, for all buckets for which the last attempt has
 * failed; then one of them is tried. Sessions of other buckets, whose server may be another one, do not wait. The pauses
 * grow until such a bucket works again. A session that would have expired meanwhile is dropped.
 */
final class AbandonedSessions implements AutoCloseable {

    /**
     * Maximum number of sessions that wait. The one that was offered or tried longest ago is dropped, and ends by its
     * idle timeout.
     */
    static final int CAPACITY = 10_000;

    static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    static final Duration THIRD_LOOK = Duration.ofSeconds(10);
    static final Duration LAST_LOOK = Duration.ofMinutes(2);
    static final String THREAD = "redoubt-session-undo";

    private static final Logger LOG = LoggerFactory.getLogger(AbandonedSessions.class);
    private static final String TASK = "session.create, key session:*: ending a session whose creation had no reply";

    private final Predicate<HashedSessionId> end;
    /** Times between an attempt that has found nothing and the next one. */
    private final List<Duration> lookIntervals;

    private final Duration life;
    private final LongSupplier nanoTime;
    private final LogThrottle notQueued;
    private final ServiceThread thread;
    private final ReentrantLock lock = new ReentrantLock();
    /** In the order of access, so that a session is moved to the end without memory. Guarded by the lock. */
    private final Map<HashedSessionId, Abandoned> waiting = new LinkedHashMap<>(16, 0.75f, true);

    // Confined to the thread.
    private final DecorrelatedJitter pauses = new DecorrelatedJitter(SHORTEST_PAUSE, LONGEST_PAUSE);
    private final OutageLog log;
    /** Buckets for which the last attempt has failed. */
    private final Set<String> failing = new HashSet<>();
    /** End of the pause of these buckets. */
    private @Nullable Deadline pause;

    /**
     * Session that may exist.
     *
     * @param expiry when it has expired, at the latest
     * @param looks number of attempts that have found nothing
     * @param nextLook when to look for it again; null until an attempt has found nothing
     */
    private record Abandoned(
            HashedSessionId id,
            Deadline expiry,
            int looks,
            @Nullable Deadline nextLook) {}

    /**
     * @param end ends a session, and returns whether it existed
     * @param settings the settings of the sessions
     * @param timeout how long a call may take, and thus be on its way to the server
     * @param nanoTime the monotonic clock, in nanoseconds
     */
    AbandonedSessions(
            Predicate<HashedSessionId> end, SessionSettings settings, Duration timeout, LongSupplier nanoTime) {
        this(end, settings, timeout, nanoTime, MonotonicClock.ofThisJvm());
    }

    /** @param threadClock the clock by which the thread waits */
    AbandonedSessions(
            Predicate<HashedSessionId> end,
            SessionSettings settings,
            Duration timeout,
            LongSupplier nanoTime,
            MonotonicClock threadClock) {
        this.end = end;
        this.lookIntervals = List.of(timeout, THIRD_LOOK, LAST_LOOK);
        this.life = ExpiryRule.unusedLife(settings).plus(timeout);
        this.nanoTime = nanoTime;
        this.notQueued = new LogThrottle(nanoTime);
        this.log = new OutageLog(LOG, TASK, nanoTime);
        this.thread = new ServiceThread(THREAD, threadClock, this::endNext);
    }

    /**
     * Queues a session. Never throws, since the caller has an exception to throw already: without memory, the session
     * ends by its idle timeout, or when the next one is offered.
     */
    void offer(HashedSessionId id) {
        try {
            add(new Abandoned(id, Deadline.after(life, nanoTime), 0, null));
            thread.wake();
        } catch (Throwable noMemory) {
            logNotQueued(noMemory);
        }
    }

    private void logNotQueued(Throwable reason) {
        try {
            notQueued.pass(leftOut -> LOG.warn(
                    "session.create, key session:*: a session whose creation had no reply may end by its idle timeout"
                            + " only: {}{}",
                    FailureMessageRedactor.reasonOf(reason),
                    leftOut));
        } catch (Throwable noMemory) {
            // The line is lost; what matters is that the caller gets its exception.
        }
    }

    private void add(Abandoned abandoned) {
        lock.lock();
        try {
            if (waiting.size() >= CAPACITY) {
                waiting.remove(waiting.keySet().iterator().next());
            }
            waiting.put(abandoned.id(), abandoned);
        } finally {
            lock.unlock();
        }
    }

    private Duration endNext() {
        Abandoned next = next();
        if (next == null) {
            failing.clear();
            log.forget();
            return ServiceThread.UNTIL_WOKEN;
        }
        Duration wait = untilDue(next);
        if (!wait.isZero()) {
            return wait;
        }
        if (next.expiry().passed()) {
            remove(next);
            failing.remove(next.id().bucket()); // perhaps its last session, and nothing else would tell
            return Duration.ZERO;
        }
        end(next);
        return Duration.ZERO;
    }

    private void end(Abandoned next) {
        boolean isEnded;
        try {
            isEnded = end.test(next.id());
        } catch (Throwable failure) {
            moveToEnd(next);
            pause = Deadline.after(pauses.next(), nanoTime);
            failing.add(next.id().bucket());
            log.failed(failure);
            return;
        }
        if (failing.remove(next.id().bucket())) {
            pause = null;
            pauses.reset();
        }
        if (failing.isEmpty()) {
            log.succeeded();
        }
        if (isEnded || next.looks() >= lookIntervals.size()) {
            remove(next);
        } else {
            Deadline nextLook = Deadline.after(lookIntervals.get(next.looks()), nanoTime);
            moveToEnd(new Abandoned(next.id(), next.expiry(), next.looks() + 1, nextLook));
        }
    }

    private Duration untilDue(Abandoned session) {
        // What is offered meanwhile wakes the thread, and must not shorten the pause.
        Duration ofBucket = failing.contains(session.id().bucket()) ? remaining(pause) : Duration.ZERO;
        return max(ofBucket, remaining(session.nextLook()));
    }

    private static Duration remaining(@Nullable Deadline deadline) {
        return deadline == null ? Duration.ZERO : deadline.remaining();
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    /** Returns the first session that is due; if none is, that which is due next. */
    private @Nullable Abandoned next() {
        lock.lock();
        try {
            Abandoned next = null;
            for (Abandoned each : waiting.values()) {
                Duration untilDue = untilDue(each);
                if (untilDue.isZero()) {
                    return each;
                }
                next = next == null || untilDue.compareTo(untilDue(next)) < 0 ? each : next;
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Puts a session at the end, in its new state, unless it was dropped meanwhile. */
    private void moveToEnd(Abandoned state) {
        lock.lock();
        try {
            waiting.replace(state.id(), state);
        } finally {
            lock.unlock();
        }
    }

    private void remove(Abandoned abandoned) {
        lock.lock();
        try {
            waiting.remove(abandoned.id());
        } finally {
            lock.unlock();
        }
    }

    /** Ends the thread. Idempotent. */
    @Override
    public void close() {
        boolean unused = thread.close(Duration.ZERO);
    }
}
