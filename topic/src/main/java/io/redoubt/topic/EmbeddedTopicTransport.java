package io.redoubt.topic;

import io.redoubt.redis.core.driver.Subscription;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * In-memory topic transport, which delivers messages only within this process and needs no Redis server. The thread
 * that publishes passes the message to all receivers, so that the order of each publisher is kept.
 */
final class EmbeddedTopicTransport implements TopicTransport {

    private final Map<String, List<Receiver>> receivers = new ConcurrentHashMap<>();

    @Override
    public void publish(String topic, byte[] message) {
        receivers.getOrDefault(topic, List.of()).forEach(receiver -> receiver.message(message));
    }

    @Override
    public Subscription subscribe(String topic, Receiver receiver) {
        receivers.compute(
                topic,
                (name, present) -> present == null
                        ? List.of(receiver)
                        : Stream.concat(present.stream(), Stream.of(receiver)).toList());
        return new Registration(topic, receiver);
    }

    private void remove(String topic, Receiver receiver) {
        receivers.computeIfPresent(topic, (name, present) -> {
            List<Receiver> others =
                    present.stream().filter(other -> other != receiver).toList();
            return others.isEmpty() ? null : others;
        });
    }

    /** Registration of a receiver, which misses nothing until it is closed. */
    private final class Registration implements Subscription {

        private final String topic;
        private final Receiver receiver;

        Registration(String topic, Receiver receiver) {
            this.topic = topic;
            this.receiver = receiver;
        }

        @Override
        public boolean armed() {
            return receivers.getOrDefault(topic, List.of()).contains(receiver);
        }

        @Override
        public void close() {
            remove(topic, receiver);
        }
    }
}
