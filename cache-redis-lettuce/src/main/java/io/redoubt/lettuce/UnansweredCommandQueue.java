package io.redoubt.lettuce;

import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import io.redoubt.redis.spi.support.ReplyWaiter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Queue of encoded commands that still await their replies, oldest command first. Used by the event loop only.
 *
 * <p>Callers are woken after all data that arrived together has been decoded, so that they wake each other while
 * the event loop goes on.
 */
final class UnansweredCommandQueue {

    private final CommandMultiplexer connection;
    private final Deque<CancellableCommand> commands = new ArrayDeque<>();
    /** The callers whose replies arrived during the current read. */
    private final List<ReplyWaiter> answered = new ArrayList<>();

    private boolean reading;

    UnansweredCommandQueue(CommandMultiplexer connection) {
        this.connection = connection;
    }

    /** Registers a command. Called immediately before the command, or a PING in its place, is encoded. */
    void expect(CancellableCommand command) {
        if (connection.ended() != null) {
            connection.refuse(command.request());
        }
        commands.add(command);
    }

    /**
     * Removes a command whose reply has arrived. Returns false, and ends the connection, if that is not the next
     * command, or the connection has ended: then the reply is not to be trusted.
     */
    boolean received(CancellableCommand command) {
        boolean trusted = connection.ended() == null && commands.peek() == command;
        if (trusted) {
            commands.poll();
        } else {
            connection.fail(new IllegalStateException("a reply came for another command than the next"));
        }
        return trusted;
    }

    /** Returns whether the caller of any command waits for its reply. */
    boolean hasWaitingCallers() {
        for (CancellableCommand command : commands) {
            if (command.request().awaited()) {
                return true;
            }
        }
        return false;
    }

    /** Completes the next command without its reply, which is not read. */
    void failNext(DriverException reason) {
        // Before the command leaves the queue, after which no error may occur: nothing else would end its request.
        Reply missing = new Reply.Missing(reason);
        CancellableCommand next = commands.poll();
        if (next != null) {
            next.replaceReply(missing);
        }
    }

    void readBegins() {
        reading = true;
    }

    void readEnds() {
        reading = false;
        ReplyWaiter.wakeAll(answered);
        connection.closeIfDrained();
    }

    /** Wakes a caller at the end of the read in progress, or at once if there is none. */
    void wake(ReplyWaiter caller) {
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

    /** Ends the requests of all commands, whose replies will not arrive. */
    void endAll() {
        try {
            for (CancellableCommand command = commands.poll(); command != null; command = commands.poll()) {
                command.request().end();
            }
        } finally {
            readEnds();
        }
    }
}
