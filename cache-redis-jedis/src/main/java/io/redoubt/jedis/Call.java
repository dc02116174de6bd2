package io.redoubt.jedis;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.redis.spi.Reply;
import io.redoubt.redis.spi.Waiter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Commands that somebody else sends: their caller waits, a carrier writes them and reads their replies.
 *
 * <p>Each may give up without the other one: a caller whose time is over leaves, and what was not written until then never
 * will be; what was is answered into nowhere.
 */
final class Call implements PendingReplies {

    private enum Phase {
        QUEUED,
        WRITING,
        DONE,
        LEFT
    }

    private final List<Command> commands;
    private final long bytes;
    private final Deadline deadline;
    private final Bounds.Admission admission;
    private final Failures failures;
    private final Carriers carriers;
    private final @Nullable Reply[] replies;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.QUEUED);
    private final Waiter waiter = new Waiter();
    private volatile int answered;

    /** A call that is not queued yet. */
    Call(
            List<Command> commands,
            long bytes,
            Deadline deadline,
            Bounds.Admission admission,
            Failures failures,
            Carriers carriers) {
        this.commands = commands;
        this.bytes = bytes;
        this.deadline = deadline;
        this.admission = admission;
        this.failures = failures;
        this.carriers = carriers;
        this.replies = new Reply[commands.size()];
    }

    List<Command> commands() {
        return commands;
    }

    /** How many bytes the commands have. */
    long bytes() {
        return bytes;
    }

    Deadline deadline() {
        return deadline;
    }

    // The caller's side.

    @Override
    public List<Reply> await() {
        DriverException gaveUp = awaitEnd();
        int there = answered;
        List<Reply> all = new ArrayList<>(replies.length);
        for (int i = 0; i < replies.length; i++) {
            Reply reply = i < there ? replies[i] : null;
            all.add(reply == null ? new Reply.Missing(reasonOr(gaveUp)) : reply);
        }
        return all;
    }

    /** Waits for the only reply. */
    Reply awaitOne() {
        DriverException gaveUp = awaitEnd();
        if (gaveUp != null) {
            throw gaveUp;
        }
        Reply reply = replies[0];
        if (reply instanceof Reply.Missing missing) {
            throw missing.reason();
        }
        return reply == null ? Reply.Nil.NIL : reply;
    }

    private DriverException reasonOr(@Nullable DriverException gaveUp) {
        return gaveUp == null ? failures.closed() : gaveUp;
    }

    /** Waits until all replies are there, or says why it did not. */
    private @Nullable DriverException awaitEnd() {
        waiter.enter();
        try {
            return parkUntilEnd();
        } finally {
            waiter.leave();
        }
    }

    private @Nullable DriverException parkUntilEnd() {
        Thread me = Thread.currentThread();
        while (phase.get() != Phase.DONE) {
            long left = deadline.remainingNanos();
            if (left <= 0 || me.isInterrupted()) {
                DriverException reason = leave(left <= 0 ? Kind.TIMEOUT : Kind.INTERRUPTED);
                if (reason != null) {
                    return reason;
                }
            } else {
                // Without a limit: timers cost more than all the rest. The watchdog looks at the time.
                LockSupport.park(this);
            }
        }
        return null;
    }

    private @Nullable DriverException leave(Kind kind) {
        if (phase.compareAndSet(Phase.QUEUED, Phase.LEFT)) {
            admission.end();
            carriers.forget(this);
            return kind == Kind.INTERRUPTED ? failures.interrupted(null) : failures.notSentInTime();
        }
        if (phase.compareAndSet(Phase.WRITING, Phase.LEFT)) {
            admission.end();
            return failures.notAnswered(kind);
        }
        return null;
    }

    /** Wakes the caller if his time is over; returns the nanoseconds until it will be. */
    long checkTime() {
        if (phase.get() == Phase.DONE) {
            return Ward.NOTHING_RUNS;
        }
        long left = deadline.remainingNanos();
        if (left > 0) {
            return left;
        }
        waiter.wake();
        return Ward.NOTHING_RUNS;
    }

    // The carrier's side.

    /** Takes it to be written now; false if the caller has left. */
    boolean claim() {
        return phase.compareAndSet(Phase.QUEUED, Phase.WRITING);
    }

    /** The reply to the next command. Its caller is woken by who says so, if it was the last. */
    void answer(Reply reply) {
        int next = answered;
        replies[next] = reply;
        answered = next + 1;
        if (next + 1 == replies.length) {
            // First, so that whoever has his reply can be sure that it is not counted any more.
            admission.end();
            phase.compareAndSet(Phase.WRITING, Phase.DONE);
        }
    }

    Waiter waiter() {
        return waiter;
    }

    /**
     * No more replies come.
     *
     * @param written how many of the commands were written, at least in part
     * @param lost why, for those; not sent at all are the others
     */
    void lose(int written, DriverException lost) {
        Reply unknown = new Reply.Missing(lost);
        for (int i = answered; i < written; i++) {
            answer(unknown);
        }
        if (answered < replies.length) {
            answerRest(failures.notReached(lost));
        } else {
            waiter.wake();
        }
    }

    /** Nothing of it was written, and nothing will be. */
    void refuse(DriverException reason) {
        if (claim()) {
            answerRest(reason);
        }
    }

    private void answerRest(DriverException reason) {
        Reply unsent = new Reply.Missing(reason);
        for (int i = answered; i < replies.length; i++) {
            answer(unsent);
        }
        waiter.wake();
    }
}
