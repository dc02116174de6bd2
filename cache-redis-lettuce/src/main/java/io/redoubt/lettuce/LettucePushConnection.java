package io.redoubt.lettuce;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.push.PushListener;
import io.lettuce.core.api.push.PushMessage;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeListener;
import io.redoubt.redis.spi.PubSubChannel.Scope;
import io.redoubt.redis.spi.PushConnection;
import io.redoubt.redis.spi.PushMessageListener;
import io.redoubt.redis.spi.PushSubscription;
import io.redoubt.redis.spi.Reply;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Push connection over RESP3, which distinguishes push messages from replies. The sink is called on the event
 * loop, so its calls are sequential. Thread-safe.
 */
final class LettucePushConnection implements PushConnection, NodeListener {

    private enum State {
        OPENING,
        STANDING,
        ENDED
    }

    private static final Logger LOG = LoggerFactory.getLogger(LettucePushConnection.class);
    private static final Command PING = Command.keyless("PING");

    private final PushMessageListener sink;
    private final Duration heartbeat;
    private final ExceptionTranslator exceptions;
    private final AtomicReference<State> state = new AtomicReference<>(State.OPENING);
    private volatile @Nullable CommandMultiplexer connection;

    LettucePushConnection(PushMessageListener sink, Duration heartbeat, ExceptionTranslator exceptions) {
        this.sink = sink;
        this.heartbeat = heartbeat;
        this.exceptions = exceptions;
    }

    /**
     * Returns the request that asks the server for push messages. Its single reply says whether the server will
     * send them.
     */
    static Request handshake(PushSubscription request) {
        if (request instanceof PushSubscription.Invalidations invalidations) {
            List<byte[]> words =
                    new ArrayList<>(List.of(Command.ascii("TRACKING"), Command.ascii("ON"), Command.ascii("BCAST")));
            for (byte[] prefix : invalidations.prefixes()) {
                words.add(Command.ascii("PREFIX"));
                words.add(prefix);
            }
            return Request.unlimited(List.of(Command.keyless("CLIENT", words.toArray(byte[][]::new))));
        }
        // Push messages confirm subscriptions before the reply to the next command arrives; so a PING follows.
        List<Command> subscriptions = new ArrayList<>();
        for (Scope scope : Scope.values()) {
            byte[][] names = ((PushSubscription.Messages) request)
                    .channels().stream()
                            .filter(channel -> channel.scope() == scope)
                            .map(io.redoubt.redis.spi.PubSubChannel::name)
                            .toArray(byte[][]::new);
            if (names.length > 0) {
                subscriptions.add(Command.keyless(scope == Scope.GLOBAL ? "SUBSCRIBE" : "SSUBSCRIBE", names));
            }
        }
        return new Request(subscriptions, List.of(PING), null);
    }

    /** Sets the underlying connection, before that connection is established. */
    void over(CommandMultiplexer own) {
        connection = own;
    }

    @Override
    public void opened() {
        CommandMultiplexer own = connection;
        StatefulRedisConnection<byte[], byte[]> made = own == null ? null : own.connection();
        Channel channel = own == null ? null : own.channel();
        if (made == null || channel == null) {
            fail("it has no channel");
            return;
        }
        made.addListener((PushListener) this::received);
        channel.pipeline().addFirst(new HeartbeatHandler());
    }

    private void received(PushMessage message) {
        if (state.get() == State.ENDED) {
            return;
        }
        try {
            pass(message.getType(), message.getContent());
        } catch (RuntimeException e) {
            LOG.warn("the sink of a push connection failed; the connection goes on", e);
        } catch (Throwable e) {
            fail("a push message was lost: " + e);
        }
    }

    private void pass(String type, List<Object> content) {
        switch (type) {
            case "message", "smessage" -> sink.message(bytes(content.get(1)), bytes(content.get(2)));
            case "invalidate" -> {
                if (content.get(1) instanceof List<?> keys) {
                    sink.invalidated(
                            keys.stream().map(LettucePushConnection::bytes).toList());
                } else {
                    sink.flushed();
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
        CommandMultiplexer own = connection;
        if (own != null) {
            own.fail(exceptions.lost("was given up: " + how, null));
        }
    }

    /**
     * Handles the reply of the server to the handshake.
     *
     * @throws DriverException if the server refused, or if the connection was lost right after
     */
    void confirm(Reply reply) {
        if (reply instanceof Reply.Refusal refusal) {
            throw DriverException.notExecuted(
                    Kind.ACCESS_DENIED, exceptions.node() + " refused push messages: " + refusal.code(), null);
        }
        if (!state.compareAndSet(State.OPENING, State.STANDING)) {
            throw exceptions.lost("broke", null);
        }
    }

    @Override
    public void lost(DriverException reason) {
        if (state.getAndSet(State.ENDED) == State.STANDING) {
            sink.ended(reason);
        }
    }

    @Override
    public void close() {
        state.set(State.ENDED);
        CommandMultiplexer own = connection;
        if (own != null) {
            own.close(exceptions.lost("was closed", null));
        }
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
        protected void channelIdle(ChannelHandlerContext context, IdleStateEvent event) {
            CommandMultiplexer own = connection;
            if (!event.isFirst()) {
                fail("no sign of life came");
            } else if (own != null) {
                own.offer(Request.unlimited(List.of(PING)));
            }
        }
    }
}
