package io.redoubt.topic;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.redis.core.KeySpace;
import io.redoubt.redis.core.OperationDescription;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.driver.Subscription;
import io.redoubt.redis.core.driver.SubscriptionListener;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.PubSubChannel;
import io.redoubt.redis.spi.Reply;
import java.util.List;

/**
 * Topic transport that uses Redis Pub/Sub ({@code PUBLISH} and {@code SUBSCRIBE}), with one channel for each topic. In
 * a cluster every node passes a message on to all others, and all messages of a topic are sent to the owner of the slot
 * of its name, so that the order of each publisher is kept while the slot stays there.
 */
final class RedisTopicTransport implements TopicTransport {

    private static final String NO_PERMISSION = "NOPERM";

    private final RedisOperations calls;
    private final RedisOperations repeatedCalls;
    private final KeySpace space;

    RedisTopicTransport(RedisOperations calls, KeySpace space) {
        this.calls = calls;
        this.repeatedCalls = calls.quiet();
        this.space = space;
    }

    @Override
    public void publish(String topic, byte[] message) {
        try {
            Reply unused = calls.write(
                    operation("topics.publish", topic), Command.keyed("PUBLISH", space.key(topic), message));
        } catch (StoreRejectedException e) {
            throw withRemedy(topic, "+publish", e);
        }
    }

    @Override
    public Subscription subscribe(String topic, Receiver receiver) {
        return subscribe(calls, topic, receiver);
    }

    @Override
    public Subscription subscribeAgain(String topic, Receiver receiver) {
        return subscribe(repeatedCalls, topic, receiver);
    }

    private Subscription subscribe(RedisOperations operations, String topic, Receiver receiver) {
        PubSubChannel channel = PubSubChannel.global(space.key(topic));
        try {
            return operations.subscribe(
                    operation("topics.subscribe", topic), List.of(channel), new ReceivingListener(receiver));
        } catch (StoreRejectedException e) {
            throw withRemedy(topic, "+subscribe", e);
        }
    }

    /** Names the channel that the user lacks. */
    private StoreRejectedException withRemedy(String topic, String command, StoreRejectedException e) {
        if (!e.code().equals(NO_PERMISSION)) {
            return e;
        }
        return new StoreRejectedException(
                e.getMessage() + ". The user needs the channel '" + space.start() + topic + "': ACL SETUSER <user> "
                        + command + " &" + space.start() + "*",
                NO_PERMISSION,
                e);
    }

    private OperationDescription operation(String method, String topic) {
        return new OperationDescription(method, topic, space.start() + "*");
    }

    /** Listener of one channel, which passes everything to the receiver of the topic. */
    private record ReceivingListener(Receiver receiver) implements SubscriptionListener {

        @Override
        public void onMessage(byte[] channel, byte[] message) {
            receiver.message(message);
        }

        @Override
        public void onGap() {
            receiver.gap();
        }
    }
}
