package io.redoubt.test.proxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/**
 * Forwarder that sends a client's commands to the server, except those that the proxy answers itself. It also counts
 * the commands. For use by the thread of that direction.
 */
final class RequestForwarder {

    private final CommandCounter counter;
    private final ConnectionFaultState faults;
    private final ReplyForwarder replies;
    private final ProxiedConnection connection;
    private final Supplier<CommandListener> commandListener;
    private final ByteArrayOutputStream batch = new ByteArrayOutputStream();
    /**
     * Start of an incomplete command, held back if the proxy may answer the command or a listener is to receive it
     * as a whole.
     */
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();

    private boolean holding;

    RequestForwarder(
            CommandCounter counter,
            ConnectionFaultState faults,
            ReplyForwarder replies,
            ProxiedConnection connection,
            Supplier<CommandListener> commandListener) {
        this.counter = counter;
        this.faults = faults;
        this.replies = replies;
        this.connection = connection;
        this.commandListener = commandListener;
    }

    void take(byte[] bytes, int length) throws IOException {
        int at = 0;
        while (at < length) {
            if (!counter.midCommand()) {
                holding =
                        !faults.current().injectedReplies().isEmpty() || commandListener.get() != CommandListener.NO_OP;
            }
            int end = counter.requestBytes(bytes, at, length);
            String command = counter.command();
            if (holding && (command != null || counter.midCommand())) {
                held.write(bytes, at, end - at);
            } else {
                held.writeTo(batch); // of a stream that is not RESP after all
                held.reset();
                batch.write(bytes, at, end - at);
            }
            if (command != null) {
                connection.identify(PeerKind.of(command, bytes, at, end));
                decide(command);
            }
            at = end;
        }
    }

    /** Returns the number of bytes for the server since the last call of {@link #passOn}. */
    int size() {
        return batch.size();
    }

    /** Forwards the bytes for the server, and sends the proxy's own replies that are due. */
    void passOn(ThrottledWriter server, long arrivedNanoTime) throws IOException {
        byte[] bytes = batch.toByteArray();
        batch.reset();
        server.write(bytes, 0, bytes.length, arrivedNanoTime);
        replies.sendDueReplies();
    }

    private void decide(String command) throws IOException {
        if (holding && connection.peerKind() == PeerKind.CLIENT) {
            commandListener.get().onCommand(held.toByteArray());
        }
        for (InjectedReply reply : holding ? faults.current().injectedReplies() : List.<InjectedReply>of()) {
            if (reply.tryConsume(command)) {
                held.reset();
                counter.replyInjected(command);
                replies.insert(reply);
                return;
            }
        }
        held.writeTo(batch);
        held.reset();
        replies.expect(command);
    }
}
