package io.redoubt.jedis;

import io.redoubt.redis.spi.Channel;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.PushRequest;
import io.redoubt.redis.spi.Reply;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A connection on which the server tells what it was asked to. Not thread-safe, but {@link #close()} may come from any
 * thread.
 */
final class PushWire {

    private final Wire wire;
    private final Failures failures;
    private final Deque<Reply> early = new ArrayDeque<>();

    private PushWire(Wire wire, Failures failures) {
        this.wire = wire;
        this.failures = failures;
    }

    /**
     * Connects, asks, and waits until the server has confirmed everything.
     *
     * @throws DriverException if that did not succeed in time; nothing is left open then
     */
    static PushWire open(
            PushRequest request, Connector connector, Failures failures, Duration heartbeat, Deadline deadline) {
        // Messages come over RESP2 as well, and servers are asked for RESP3 only where there is no other way.
        Wire wire = request instanceof PushRequest.Invalidations
                ? connector.openForPushes(deadline)
                : connector.open(deadline);
        PushWire pushes = new PushWire(wire, failures);
        boolean confirmed = false;
        try {
            pushes.ask(request, deadline);
            wire.heartbeat(heartbeat);
            confirmed = wire.usable();
            if (!confirmed) {
                throw failures.notSentInTime();
            }
            return pushes;
        } finally {
            if (!confirmed) {
                wire.close();
            }
        }
    }

    /**
     * Waits for the next thing the server tells.
     *
     * @throws DriverException if the connection is lost, or the server gives no sign of life
     */
    Reply next() {
        Reply next = early.poll();
        if (next != null) {
            return next;
        }
        try {
            return wire.receive();
        } catch (Throwable e) {
            throw wire.failure(e);
        }
    }

    void close() {
        wire.close();
    }

    Failures failures() {
        return failures;
    }

    private void ask(PushRequest request, Deadline deadline) {
        wire.begin(deadline);
        try {
            if (request instanceof PushRequest.Messages messages) {
                subscribe(messages.channels());
            } else if (request instanceof PushRequest.Invalidations invalidations) {
                track(invalidations.prefixes());
            }
            wire.end(deadline);
        } catch (DriverException e) {
            throw e;
        } catch (Throwable e) {
            throw failures.notExecuted(wire.failure(e));
        }
    }

    private void subscribe(List<Channel> channels) {
        subscribe("SUBSCRIBE", Channel.Scope.GLOBAL, channels);
        subscribe("SSUBSCRIBE", Channel.Scope.SHARDED, channels);
        wire.flush();
        int unconfirmed = channels.size();
        while (unconfirmed > 0) {
            Reply reply = receiveUnlessRefused("the subscription");
            // The first channel may already have messages while the last one is still waiting for its confirmation.
            if (Push.isConfirmation(reply)) {
                unconfirmed--;
            } else {
                early.add(reply);
            }
        }
    }

    private void subscribe(String command, Channel.Scope scope, List<Channel> channels) {
        byte[][] names = channels.stream()
                .filter(channel -> channel.scope() == scope)
                .map(Channel::name)
                .toArray(byte[][]::new);
        if (names.length > 0) {
            wire.send(Command.keyless(command, names));
        }
    }

    private void track(List<byte[]> prefixes) {
        List<byte[]> arguments =
                new ArrayList<>(List.of(Command.ascii("TRACKING"), Command.ascii("ON"), Command.ascii("BCAST")));
        for (byte[] prefix : prefixes) {
            arguments.add(Command.ascii("PREFIX"));
            arguments.add(prefix);
        }
        wire.send(Command.keyless("CLIENT", arguments.toArray(byte[][]::new)));
        wire.flush();
        Reply reply = receiveUnlessRefused("to track keys");
        while (!(reply instanceof Reply.Data)) {
            early.add(reply);
            reply = receiveUnlessRefused("to track keys");
        }
    }

    private Reply receiveUnlessRefused(String what) {
        Reply reply = wire.receive();
        if (reply instanceof Reply.Refusal) {
            throw failures.refused(what, reply);
        }
        return reply;
    }
}
