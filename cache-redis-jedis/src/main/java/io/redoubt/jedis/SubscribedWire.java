package io.redoubt.jedis;

import io.redoubt.redis.spi.Channel;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection on which all channels are subscribed. Not thread-safe, but {@link #close()} may come from any thread.
 */
final class SubscribedWire {

    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    /** A message that was published. */
    record Message(Reply.Data channel, Reply.Data body) {}

    private final Wire wire;
    private final Deque<Message> early = new ArrayDeque<>();

    private SubscribedWire(Wire wire) {
        this.wire = wire;
    }

    /**
     * Connects, subscribes, and waits until the server has confirmed every channel.
     *
     * @throws DriverException if that did not succeed in time; nothing is left open then
     */
    static SubscribedWire open(Connector connector, Failures failures, List<Channel> channels, Deadline deadline) {
        Wire wire = connector.open(deadline);
        SubscribedWire subscribed = new SubscribedWire(wire);
        boolean confirmed = false;
        try {
            Reply.Refusal refusal = wire.within(deadline, () -> subscribed.subscribe(channels));
            if (refusal != null) {
                throw failures.refused("the subscription", refusal);
            }
            wire.heartbeat(HEARTBEAT);
            confirmed = true;
            return subscribed;
        } finally {
            if (!confirmed) {
                wire.close();
            }
        }
    }

    /**
     * Waits for the next message.
     *
     * @throws DriverException if the connection is lost, or the server gives no sign of life
     */
    Message next() {
        try {
            Message message = early.poll();
            while (message == null) {
                message = message(wire.receive());
            }
            return message;
        } catch (RuntimeException e) {
            throw wire.failure(e);
        }
    }

    void close() {
        wire.close();
    }

    private Reply.@Nullable Refusal subscribe(List<Channel> channels) {
        subscribe("SUBSCRIBE", Channel.Scope.GLOBAL, channels);
        subscribe("SSUBSCRIBE", Channel.Scope.SHARDED, channels);
        int unconfirmed = channels.size();
        while (unconfirmed > 0) {
            Reply reply = wire.receive();
            if (reply instanceof Reply.Refusal refusal) {
                return refusal;
            }
            // The first channel may already have messages while the last one is still waiting for its confirmation.
            Message message = message(reply);
            if (message == null) {
                unconfirmed--;
            } else {
                early.add(message);
            }
        }
        return null;
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

    /** The message in a reply, or null where it is a confirmation or a sign of life. */
    private static @Nullable Message message(Reply reply) {
        if (reply instanceof Reply.Array array
                && array.elements().size() == 3
                && array.elements().get(0) instanceof Reply.Data kind
                && array.elements().get(1) instanceof Reply.Data channel
                && array.elements().get(2) instanceof Reply.Data body
                && (kind.text().equals("message") || kind.text().equals("smessage"))) {
            return new Message(channel, body);
        }
        return null;
    }
}
