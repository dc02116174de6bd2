package io.redoubt.jedis;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import io.redoubt.redis.spi.Waiter;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls that travel together: written one after the other, sent in one piece, answered in the same order. Used again and
 * again by one carrier; not thread-safe, but for {@link #checkTimes}.
 */
final class Batch {

    /** How many commands a batch takes, at most. What it saves grows little beyond; how long each waits for all does. */
    static final int MOST_COMMANDS = 128;

    /** How many bytes a batch takes, at most: about what sockets buffer, so that writing seldom waits. */
    private static final long MOST_BYTES = 256 * 1024;

    private static final Call[] NOBODY = {};

    private final Distance distance;
    private final LongSupplier nanoTime;
    private final List<Call> calls = new ArrayList<>(MOST_COMMANDS);
    private volatile Call[] aboard = NOBODY;
    private @Nullable Deadline latest;
    private int claimed;
    private int sentOfLast;
    private int answered;
    private @Nullable Reply ending;
    private final List<Waiter> answeredNow = new ArrayList<>(MOST_COMMANDS);
    private final Runnable wakeAnswered = this::wakeAnswered;

    Batch(Distance distance, LongSupplier nanoTime) {
        this.distance = distance;
        this.nanoTime = nanoTime;
    }

    /** Takes from the queue what fits, and always one if there is one; false if there is none. */
    boolean fill(Queue<Call> queue) {
        calls.clear();
        latest = null;
        claimed = 0;
        sentOfLast = 0;
        answered = 0;
        long longest = Long.MIN_VALUE;
        int commands = 0;
        long bytes = 0;
        while (commands < MOST_COMMANDS && bytes < MOST_BYTES) {
            Call call = queue.poll();
            if (call == null) {
                break;
            }
            calls.add(call);
            commands += call.commands().size();
            bytes += call.bytes();
            long left = call.deadline().remainingNanos();
            if (left > longest) {
                longest = left;
                latest = call.deadline();
            }
        }
        aboard = calls.toArray(NOBODY);
        return !calls.isEmpty();
    }

    /**
     * Carries them: returns when all are answered, or the connection is lost. Whoever comes last is told by {@link
     * #answerLast} only.
     *
     * <p>The connection is given up when the last deadline of all has passed, since then nobody waits for it any more.
     *
     * @return why the connection is lost, or null if it is not
     */
    @Nullable
    DriverException carry(Wire wire) {
        Deadline deadline = latest;
        if (deadline == null) {
            return null;
        }
        try {
            wire.begin(deadline);
            // Before writing, since the server may answer the first of them while the last is being written.
            long departed = nanoTime.getAsLong();
            write(wire);
            if (claimed > 0) {
                wire.meanwhile(wakeAnswered);
                read(wire, departed);
            }
            wire.end(deadline);
            return null;
        } catch (Throwable e) {
            // Also a reply too large for this JVM's memory: whatever it is, callers wait to be told.
            DriverException lost = wire.failure(e);
            for (int i = answered; i < claimed; i++) {
                Call call = calls.get(i);
                call.lose(i == claimed - 1 ? sentOfLast : call.commands().size(), lost);
            }
            return lost;
        } finally {
            aboard = NOBODY;
        }
    }

    /**
     * Tells the last one its reply, if there is one, and forgets all: for when the connection is back in the pool, where
     * that caller, who is most likely the next to need one, would otherwise find none and open another.
     */
    void answerLast() {
        Reply reply = ending;
        if (reply != null) {
            ending = null;
            tell(calls.get(claimed - 1), reply);
        }
        wakeAnswered();
        calls.clear();
    }

    /** Wakes those on their way whose time is over; returns the nanoseconds until the next one's will be. Any thread. */
    long checkTimes() {
        long nearest = Ward.NOTHING_RUNS;
        for (Call call : aboard) {
            nearest = Math.min(nearest, call.checkTime());
        }
        return nearest;
    }

    /** Refuses all of which nothing was written. */
    void refuse(DriverException reason) {
        aboard = NOBODY;
        calls.forEach(call -> call.refuse(reason));
        calls.clear();
    }

    /** Tells all who have no reply yet that there will be none, where not even the loss could be handled. */
    void loseRest(Throwable e) {
        DriverException lost =
                DriverException.outcomeUnknown(DriverException.Kind.CONNECTION_LOST, "an I/O thread failed", e);
        for (int i = answered; i < claimed; i++) {
            calls.get(i).lose(calls.get(i).commands().size(), lost);
        }
        answered = claimed;
        ending = null;
        DriverException unsent =
                DriverException.notExecuted(DriverException.Kind.CONNECTION_LOST, "an I/O thread failed", e);
        takeUnsent().forEach(call -> call.refuse(unsent));
    }

    /** What was not written when the connection was lost. */
    List<Call> takeUnsent() {
        return List.copyOf(calls.subList(claimed, calls.size()));
    }

    private void write(Wire wire) {
        while (claimed < calls.size()) {
            Call call = calls.get(claimed);
            if (!call.claim()) {
                // Whoever has left by now is never written.
                calls.remove(claimed);
                continue;
            }
            claimed++;
            sentOfLast = 0;
            for (Command command : call.commands()) {
                sentOfLast++;
                wire.send(command);
            }
        }
        wire.flush();
    }

    private void read(Wire wire, long departed) {
        Reply first = wire.receive();
        long now = nanoTime.getAsLong();
        distance.observe(now - departed, now);
        answer(calls.get(0), first, wire);
        while (answered < claimed) {
            answer(calls.get(answered), wire.receive(), wire);
        }
    }

    private void answer(Call call, Reply first, Wire wire) {
        Reply reply = first;
        for (int i = call.commands().size(); i > 1; i--) {
            call.answer(reply);
            reply = wire.receive();
        }
        answered++;
        if (answered < claimed) {
            tell(call, reply);
        } else {
            ending = reply;
        }
    }

    private void tell(Call call, Reply last) {
        answeredNow.add(call.waiter());
        call.answer(last);
    }

    /** Whoever has been answered need not wait for those whose replies have not come yet. */
    private void wakeAnswered() {
        Waiter.wakeAll(answeredNow);
        answeredNow.clear();
    }
}
