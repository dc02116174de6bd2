package io.redoubt.session;

import io.redoubt.api.RedoubtException;
import io.redoubt.redis.core.support.ServiceThread;
import io.redoubt.redis.spi.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queue of sessions that may exist although their creation has failed, since its reply was lost. They would count
 * against the limit of their users, and nothing knows their ids. The thread {@value #THREAD} ends them. While Redis is
 * down it tries one after the other, a second apart or when another one is offered, until they have expired. It starts
 * when one is offered, and ends when idle or by {@link #close()}, which drops the rest. Thread-safe; {@link #offer}
 * does not wait for Redis.
 */
final class AbandonedSessions implements AutoCloseable {

    /** Maximum number of sessions that wait. The oldest is dropped, and ends by its idle timeout. */
    static final int CAPACITY = 10_000;

    static final String THREAD = "redoubt-session-undo";

    private static final Logger LOG = LoggerFactory.getLogger(AbandonedSessions.class);
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);

    private final Consumer<HashedSessionId> end;
    private final Duration life;
    private final LongSupplier nanoTime;
    private final ServiceThread thread = new ServiceThread(THREAD, this::endNext);
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by the lock. */
    private final Deque<Abandoned> waiting = new ArrayDeque<>();

    private record Abandoned(HashedSessionId id, Deadline expiry) {}

    /**
     * @param end ends a session if it exists
     * @param life how long an unused session lives
     * @param nanoTime the monotonic clock, in nanoseconds
     */
    AbandonedSessions(Consumer<HashedSessionId> end, Duration life, LongSupplier nanoTime) {
        this.end = end;
        this.life = life;
        this.nanoTime = nanoTime;
    }

    void offer(HashedSessionId id) {
        Abandoned abandoned = new Abandoned(id, Deadline.after(life, nanoTime));
        lock.lock();
        try {
            if (waiting.size() >= CAPACITY) {
                waiting.removeFirst();
            }
            waiting.addLast(abandoned);
        } finally {
            lock.unlock();
        }
        thread.wake();
    }

    private Duration endNext() {
        Abandoned next = first();
        if (next == null) {
            return ServiceThread.UNTIL_WOKEN;
        }
        if (!next.expiry().passed()) {
            try {
                end.accept(next.id());
            } catch (RedoubtException e) {
                LOG.debug(
                        "session.create, key session:*: a session whose creation had no reply is still to be ended", e);
                moveToEnd(next); // the others may be on servers that answer
                return RETRY_PAUSE;
            }
        }
        remove(next);
        return Duration.ZERO;
    }

    private void moveToEnd(Abandoned abandoned) {
        lock.lock();
        try {
            if (waiting.remove(abandoned)) {
                waiting.addLast(abandoned);
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Abandoned first() {
        lock.lock();
        try {
            return waiting.peekFirst();
        } finally {
            lock.unlock();
        }
    }

    private void remove(Abandoned abandoned) {
        lock.lock();
        try {
            waiting.remove(abandoned);
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
