package io.redoubt.jedis;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Calls that travel together: written one after the other, sent in one piece, answered in the same order. Used again and
 * again by one carrier; not thread-safe.
 */
final class Batch {

    /** How many commands a batch takes, at most. What it saves grows little beyond, how long each waits for all does. */
    static final int MOST_COMMANDS = Integer.getInteger("most", 128);

    /** How many bytes a batch takes, at most: about what sockets buffer, so that writing seldom waits. */
    private static final long MOST_BYTES = 256 * 1024;

    private final List<Call> calls = new ArrayList<>();
    private @Nullable Deadline latest;
    private int claimed;
    private int sentOfLast;

    /** Takes from the queue what fits, and always one. */
    void fill(Queue<Call> queue) {
        calls.clear();
        latest = null;
        claimed = 0;
        sentOfLast = 0;
        long longest = Long.MIN_VALUE;
        int commands = 0;
        long bytes = 0;
        while (commands < MOST_COMMANDS && bytes < MOST_BYTES) {
            Call call = queue.poll();
            if (call == null) {
                return;
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
    }

    /**
     * Carries them: returns when all are answered, or the connection is lost.
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
        int answered = 0;
        try {
            wire.begin(deadline);
            write(wire);
            while (answered < claimed) {
                Call call = calls.get(answered);
                for (int i = call.commands().size(); i > 0; i--) {
                    call.answer(wire.receive());
                }
                answered++;
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
            calls.subList(0, claimed).clear();
        }
    }

    /** Hands back what was not written when the connection was lost. */
    void returnUnsent(Queue<Call> queue) {
        queue.addAll(calls);
        calls.clear();
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
}
