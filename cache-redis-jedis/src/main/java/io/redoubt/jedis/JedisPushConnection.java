package io.redoubt.jedis;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.PubSubChannel;
import io.redoubt.redis.spi.PushConnection;
import io.redoubt.redis.spi.PushMessageListener;
import io.redoubt.redis.spi.PushSubscription;
import io.redoubt.redis.spi.Reply;
import io.redoubt.redis.spi.support.SafeNodeListener;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Jedis connection over which Redis pushes either Pub/Sub messages or, for client-side caching, the names of changed
 * keys. A listener receives them on an I/O thread. Thread-safe.
 *
 * <p>Both kinds of messages use RESP2, which every version of Jedis reads. For invalidations, the connection
 * tracks keys with its own id as the redirection target, and subscribes to the channel to which the server then
 * sends them.
 */
final class JedisPushConnection implements PushConnection {

    private static final String INVALIDATIONS = "__redis__:invalidate";

    private final RespConnection connection;
    private final PushMessageListener sink;
    private final ExceptionTranslator exceptions;
    private final List<Reply> early = new ArrayList<>();
    private volatile boolean closed;

    private JedisPushConnection(RespConnection connection, PushMessageListener sink, ExceptionTranslator exceptions) {
        this.connection = connection;
        this.sink = sink;
        this.exceptions = exceptions;
    }

    /**
     * Subscribes on a new connection, waits for all confirmations, and starts to read.
     *
     * @throws DriverException if that did not succeed in time; the connection is closed then, and the sink gets no
     *     event
     */
    static JedisPushConnection start(
            RespConnection connection,
            PushSubscription request,
            PushMessageListener sink,
            Deadline deadline,
            JedisClientContext resources,
            ExceptionTranslator exceptions) {
        try {
            JedisPushConnection push = new JedisPushConnection(connection, sink, exceptions);
            push.request(request, resources.settings().heartbeat(), deadline);
            resources.threads().execute(push::read);
            return push;
        } catch (Throwable e) {
            throw exceptions.notSent(connection.fail(e));
        }
    }

    @Override
    public void close() {
        closed = true;
        connection.close();
    }

    private void request(PushSubscription request, Duration heartbeat, Deadline deadline) throws SocketException {
        connection.begin(deadline);
        if (request instanceof PushSubscription.Messages messages) {
            subscribe("SUBSCRIBE", PubSubChannel.Scope.GLOBAL, messages.channels());
            subscribe("SSUBSCRIBE", PubSubChannel.Scope.SHARDED, messages.channels());
            awaitConfirmations(messages.channels().size(), "the subscription");
        } else if (request instanceof PushSubscription.Invalidations invalidations) {
            track(invalidations.prefixes());
        }
        // After a period without inbound data the socket sends a PING; after a second one, reading fails.
        connection.socket().setSoTimeout(Math.toIntExact(Math.max(1, heartbeat.toMillis())));
        connection.end(deadline);
        if (!connection.reusable()) {
            throw exceptions.timedOut(Execution.NOT_EXECUTED);
        }
    }

    private void subscribe(String command, PubSubChannel.Scope scope, List<PubSubChannel> channels) {
        byte[][] names = channels.stream()
                .filter(channel -> channel.scope() == scope)
                .map(PubSubChannel::name)
                .toArray(byte[][]::new);
        if (names.length > 0) {
            connection.send(Command.keyless(command, names));
        }
    }

    private void track(List<byte[]> prefixes) {
        connection.send(Command.keyless("CLIENT", Command.ascii("ID")));
        if (!(receive("to track keys") instanceof Reply.Int id)) {
            throw new IllegalStateException("a client id is a number");
        }
        List<byte[]> arguments = new ArrayList<>();
        for (String word : List.of("TRACKING", "ON", "REDIRECT", Long.toString(id.value()), "BCAST")) {
            arguments.add(Command.ascii(word));
        }
        for (byte[] prefix : prefixes) {
            arguments.add(Command.ascii("PREFIX"));
            arguments.add(prefix);
        }
        connection.send(Command.keyless("CLIENT", arguments.toArray(byte[][]::new)));
        connection.send(Command.keyless("SUBSCRIBE", Command.ascii(INVALIDATIONS)));
        Reply unused = receive("to track keys");
        awaitConfirmations(1, "to track keys, for which a user needs the channel " + INVALIDATIONS);
    }

    private void awaitConfirmations(int count, String what) {
        for (int confirmed = 0; confirmed < count; ) {
            Reply reply = receive(what);
            if (kind(reply).equals("subscribe") || kind(reply).equals("ssubscribe")) {
                confirmed++;
            } else {
                // The first channel may already have messages while the last one waits for its confirmation.
                early.add(reply);
            }
        }
    }

    private Reply receive(String what) {
        Reply reply = connection.receive();
        if (reply instanceof Reply.Refusal refusal) {
            throw exceptions.subscriptionRefused(what, refusal);
        }
        return reply;
    }

    private void read() {
        DriverException end;
        try {
            early.forEach(this::deliver);
            early.clear();
            end = readUntilEnd();
        } catch (Throwable e) {
            end = connection.fail(e);
        }
        connection.close();
        try {
            // Allocates nothing, so that the sink learns of the end of this connection even when there is no
            // memory.
            if (!closed) {
                sink.ended(end);
            }
        } catch (Throwable e) {
            SafeNodeListener.log(e);
        }
    }

    private DriverException readUntilEnd() {
        while (!closed) {
            Reply reply = connection.receive();
            sink.received();
            if (kind(reply).equals("unsubscribe") || kind(reply).equals("sunsubscribe")) {
                return DriverException.outcomeUnknown(
                        Kind.CONNECTION_LOST, exceptions.node() + " ended the subscription", null);
            }
            deliver(reply);
        }
        return exceptions.closed(Execution.UNKNOWN);
    }

    private void deliver(Reply reply) {
        boolean message = kind(reply).equals("message") || kind(reply).equals("smessage");
        if (!closed
                && message
                && reply instanceof Reply.Array parts
                && parts.elements().size() == 3
                && parts.elements().get(1) instanceof Reply.Data channel) {
            try {
                deliver(channel, parts.elements().get(2));
            } catch (RuntimeException e) {
                // An error ends the connection instead, because a sink must be told that it missed an
                // invalidation.
                SafeNodeListener.log(e);
            }
        }
    }

    private void deliver(Reply.Data channel, Reply payload) {
        if (payload instanceof Reply.Data data) {
            sink.message(channel.value(), data.value());
        } else if (payload instanceof Reply.Array keys) {
            // Only the server can send an array or a null on a channel, and only as an invalidation.
            List<byte[]> invalidated = new ArrayList<>(keys.elements().size());
            for (Reply key : keys.elements()) {
                if (key instanceof Reply.Data data) {
                    invalidated.add(data.value());
                }
            }
            sink.invalidated(invalidated);
        } else {
            sink.flushed();
        }
    }

    /** Returns the first element of a push message; empty for the answer to a PING. */
    private static String kind(Reply reply) {
        return reply instanceof Reply.Array array
                        && !array.elements().isEmpty()
                        && array.elements().get(0) instanceof Reply.Data kind
                ? kind.text()
                : "";
    }
}
