package io.redoubt.lettuce;

import io.lettuce.core.api.push.PushListener;
import io.lettuce.core.api.push.PushMessage;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.NodeListener;
import io.redoubt.redis.spi.PubSubChannel;
import io.redoubt.redis.spi.PubSubChannel.Scope;
import io.redoubt.redis.spi.PushConnection;
import io.redoubt.redis.spi.PushMessageListener;
import io.redoubt.redis.spi.PushSubscription;
import io.redoubt.redis.spi.Reply;
import io.redoubt.redis.spi.support.SafeNodeListener;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lettuce connection over which Redis pushes either Pub/Sub messages or, for client-side caching, the names of changed
 * keys. The connection uses RESP3, which distinguishes such push messages from replies. A listener receives the push
 * messages on the event loop, so its calls are sequential. Thread-safe.
 */
final class LettucePushConnection implements PushConnection, NodeListener {

    private enum State {
        OPENING,
        OPEN,
        ENDED
    }

    private static final Logger LOG = LoggerFactory.getLogger(LettucePushConnection.class);
    private static final Command PING = Command.keyless("PING");

    private final PushMessageListener listener;
    private final Duration heartbeat;
    private final ExceptionTranslator exceptions;
    private final AtomicReference<State> state = new AtomicReference<>(State.OPENING);
    private volatile @Nullable CommandMultiplexer connection;

    LettucePushConnection(PushMessageListener listener, Duration heartbeat, ExceptionTranslator exceptions) {
        this.listener = listener;
        this.heartbeat = heartbeat;
        this.exceptions = exceptions;
    }

    /**
     * Returns the request that asks the server for push messages. Its single reply says whether the server will
     * send them.
     */
    static Request handshake(PushSubscription subscription) {
        List<Command> commands = new ArrayList<>();
        if (subscription instanceof PushSubscription.Invalidations invalidations) {
            List<byte[]> words = new ArrayList<>();
            Stream.of("TRACKING", "ON", "BCAST").map(Command::ascii).forEach(words::add);
            for (byte[] prefix : invalidations.prefixes()) {
                words.add(Command.ascii("PREFIX"));
                words.add(prefix);
            }
            commands.add(Command.keyless("CLIENT", words.toArray(byte[][]::new)));
        } else if (subscription instanceof PushSubscription.Messages messages) {
            subscribe("SUBSCRIBE", Scope.GLOBAL, messages, commands);
            subscribe("SSUBSCRIBE", Scope.SHARDED, messages, commands);
            // Subscriptions are confirmed by push messages, which arrive before the reply to a PING.
            commands.add(PING);
        }
        return Request.withSingleReply(commands);
    }

    private static void subscribe(String name, Scope scope, PushSubscription.Messages messages, List<Command> to) {
        byte[][] channels = messages.channels().stream()
                .filter(channel -> channel.scope() == scope)
                .map(PubSubChannel::name)
                .toArray(byte[][]::new);
        if (channels.length > 0) {
            to.add(Command.keyless(name, channels));
        }
    }

    /** Sets the underlying connection, before that connection is established. */
    void over(CommandMultiplexer own) {
        connection = own;
    }

    private CommandMultiplexer connection() {
        return Objects.requireNonNull(connection, "set before the connection is established");
    }

    @Override
    public void opened() {
        Objects.requireNonNull(connection().connection()).addListener((PushListener) this::received);
        Objects.requireNonNull(connection().channel()).pipeline().addFirst(new HeartbeatHandler());
    }

    private void received(PushMessage message) {
        if (state.get() == State.ENDED) {
            return;
        }
        try {
            pass(message.getType(), message.getContent());
        } catch (RuntimeException e) {
            SafeNodeListener.log(e);
        } catch (Throwable e) {
            // The listener must be told that it missed a message. Without a text: there may be no memory for it.
            connection().fail(e);
        }
    }

    private void pass(String type, List<Object> content) {
        switch (type) {
            case "message", "smessage" -> listener.message(bytes(content.get(1)), bytes(content.get(2)));
            case "invalidate" -> {
                if (content.get(1) instanceof List<?> keys) {
                    listener.invalidated(
                            keys.stream().map(LettucePushConnection::bytes).toList());
                } else {
                    listener.flushed();
                }
            }
            case "unsubscribe", "sunsubscribe" -> fail("the server has ended a subscription");
            default -> LOG.debug("ignored a push message of type {}", type);
        }
    }

    private static byte[] bytes(Object element) {
        ByteBuffer buffer = ((ByteBuffer) element).duplicate();
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(copy);
        return copy;
    }

    private void fail(String how) {
        connection().fail(exceptions.lost("was given up: " + how));
    }

    /**
     * Handles the reply of the server to the handshake.
     *
     * @throws DriverException if the server refused, or if the connection was lost right after
     */
    void confirm(Reply reply) {
        if (reply instanceof Reply.Refusal refusal) {
            throw exceptions.pushRefused(refusal.code(), "push messages: " + refusal.code());
        }
        if (!state.compareAndSet(State.OPENING, State.OPEN)) {
            throw exceptions.broke();
        }
    }

    @Override
    public void lost(DriverException reason) {
        if (state.getAndSet(State.ENDED) == State.OPEN) {
            try {
                listener.ended(reason);
            } catch (Throwable e) {
                SafeNodeListener.log(e);
            }
        }
    }

    @Override
    public void close() {
        state.set(State.ENDED);
        connection().close(exceptions.lost("was closed"));
    }

    /**
     * Netty handler that sends a PING after a period without inbound data, and fails the connection if nothing
     * arrives within a second such period.
     */
    private final class HeartbeatHandler extends IdleStateHandler {

        HeartbeatHandler() {
            super(heartbeat.toMillis(), 0, 0, TimeUnit.MILLISECONDS);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) throws Exception {
            super.channelReadComplete(context);
            if (state.get() == State.OPEN) {
                listener.received();
            }
        }

        @Override
        protected void channelIdle(ChannelHandlerContext context, IdleStateEvent event) {
            if (event.isFirst()) {
                connection().send(Request.of(List.of(PING)));
            } else {
                fail("no sign of life came");
            }
        }
    }
}
