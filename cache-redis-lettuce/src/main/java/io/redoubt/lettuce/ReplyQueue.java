package io.redoubt.lettuce;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Queue of the commands that were written onto a connection and not answered, in the order of their replies. For the event
 * loop only.
 *
 * <p>Callers are woken when all that came together is read, so that one pass over what came is followed by one over those
 * who wait for it.
 */
final class ReplyQueue {

    private final Deque<DispatchedCommand> commands = new ArrayDeque<>();
    /** The callers whose replies have come with what is being read. */
    private final List<WaitingThread> answered = new ArrayList<>();

    private boolean reading;

    /** A command is about to be written. */
    void expect(DispatchedCommand command) {
        commands.add(command);
    }

    /** Takes the next command, whose reply came; false if that is another one. */
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

    /** Wakes a caller that has its replies: now, or when all that came is read. */
    void wake(WaitingThread caller) {
        if (reading) {
            try {
                answered.add(caller);
                return;
            } catch (OutOfMemoryError e) {
                // Now, then.
            }
        }
        caller.wake();
    }

    /** Ends all commands without replies. */
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
