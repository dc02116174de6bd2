package io.redoubt.lettuce;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Queue of the commands that were written to a connection and are not answered, in the order of their replies.
 * Used by the event loop only.
 *
 * <p>Callers are woken after all data that arrived together has been read: one pass decodes the replies, and a
 * second pass wakes the callers.
 */
final class ReplyQueue {

    private final Deque<DispatchedCommand> commands = new ArrayDeque<>();
    /** The callers whose replies arrived during the current read. */
    private final List<WaitingThread> answered = new ArrayList<>();

    private boolean reading;

    /** Adds a command that is about to be written. */
    void expect(DispatchedCommand command) {
        commands.add(command);
    }

    /**
     * Removes the next command if it is the given command, whose reply has arrived. Returns false if the next
     * command is another.
     */
    boolean take(DispatchedCommand command) {
        boolean next = commands.peek() == command;
        if (next) {
            commands.poll();
        }
        return next;
    }

    void readBegins() {
        reading = true;
    }

    void readEnds() {
        reading = false;
        WaitingThread.wakeAll(answered);
    }

    /**
     * Wakes a caller whose replies have arrived: at the end of the read in progress, or at once if there is none.
     */
    void wake(WaitingThread caller) {
        if (reading) {
            try {
                answered.add(caller);
                return;
            } catch (OutOfMemoryError e) {
                // Without memory for the list, the caller is woken at once.
            }
        }
        caller.wake();
    }

    /** Ends all commands without replies, with the given cause. */
    void endAll(Throwable cause) {
        try {
            for (DispatchedCommand command = commands.poll(); command != null; command = commands.poll()) {
                command.end(cause);
            }
        } finally {
            readEnds();
        }
    }
}
