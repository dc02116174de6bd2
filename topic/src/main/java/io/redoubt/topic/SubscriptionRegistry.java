package io.redoubt.topic;

import io.redoubt.api.ClosedException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.topic.Topics;
import io.redoubt.redis.core.support.ServiceThread;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Registry of the open topic subscriptions of one {@code Redoubt} instance. The first subscription to a topic
 * subscribes on the store, and the last one that is closed ends that. Thread-safe; no call to the store is made under
 * the lock.
 */
final class SubscriptionRegistry implements AutoCloseable {

    private static final String LIMIT = "LIMIT";

    private final TopicTransport transport;
    private final Duration timeout;
    private final BackgroundSubscriber background;
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by the lock.
    private final Map<String, SharedTopic> topics = new HashMap<>();
    private final Set<ListenerSubscription<?>> subscriptions = new LinkedHashSet<>();
    private boolean closed;

    /** @param timeout how long an attempt to subscribe waits for another one of the same topic */
    SubscriptionRegistry(TopicTransport transport, Duration timeout, TopicLog log) {
        this.transport = transport;
        this.timeout = timeout;
        this.background = new BackgroundSubscriber(timeout, log);
    }

    /** Numbers of what is registered. */
    record Size(int topics, int subscriptions) {}

    Size size() {
        lock.lock();
        try {
            return new Size(topics.size(), subscriptions.size());
        } finally {
            lock.unlock();
        }
    }

    /** Connects a subscription with its topic, in the background if the store does not answer. */
    void add(ListenerSubscription<?> subscription) {
        boolean added = false;
        try {
            subscribe(register(subscription), subscription);
            requireOpen("topics.subscribe", subscription.topic());
            added = true;
        } finally {
            if (!added) {
                subscription.close();
            }
        }
    }

    private void subscribe(SharedTopic topic, ListenerSubscription<?> subscription) {
        try {
            topic.subscribe(timeout);
            background.subscribed(topic);
            if (!topic.isConnected()) {
                subscription.gap(); // others have subscribed before, and the connection is lost
            }
        } catch (StoreUnavailableException e) {
            subscription.gap();
            background.add(topic);
        }
    }

    private SharedTopic register(ListenerSubscription<?> subscription) {
        String name = subscription.topic();
        lock.lock();
        try {
            requireOpen("topics.subscribe", name);
            if (subscriptions.size() >= Topics.MAX_SUBSCRIPTIONS) {
                throw new StoreRejectedException(
                        "topics.subscribe of '" + name + "': there are " + Topics.MAX_SUBSCRIPTIONS
                                + " subscriptions, and no more are allowed. Close those that are not needed, or let one"
                                + " listener distribute the messages of a topic",
                        LIMIT,
                        null);
            }
            SharedTopic topic = topics.get(name);
            if (topic == null) {
                if (topics.size() >= Topics.MAX_TOPICS) {
                    throw new StoreRejectedException(
                            "topics.subscribe of '" + name + "': " + Topics.MAX_TOPICS
                                    + " topics have subscriptions, and no more are allowed. Close those that are not"
                                    + " needed, or let several rooms share a topic and name the room in the message",
                            LIMIT,
                            null);
                }
                topic = new SharedTopic(name, transport);
                topics.put(name, topic);
            }
            topic.add(subscription);
            subscriptions.add(subscription);
            return topic;
        } finally {
            lock.unlock();
        }
    }

    void requireOpen(String method, String topic) {
        lock.lock();
        try {
            if (closed) {
                throw new ClosedException(
                        method + " of '" + topic + "': Redoubt is closed: do not use it after close()");
            }
        } finally {
            lock.unlock();
        }
    }

    /** Removes a subscription, and ends that of its topic on the store if it was the last one. Idempotent. */
    void remove(ListenerSubscription<?> subscription) {
        SharedTopic unused = null;
        lock.lock();
        try {
            SharedTopic topic = topics.get(subscription.topic());
            if (topic != null && topic.remove(subscription)) {
                topics.remove(subscription.topic());
                unused = topic;
            }
            subscriptions.remove(subscription); // last, so that close() finds what an Error left
        } finally {
            lock.unlock();
        }
        if (unused != null) {
            unused.close();
        }
    }

    /** Closes all subscriptions, within the time that one of them may take. Idempotent. */
    @Override
    public void close() {
        List<ListenerSubscription<?>> all;
        lock.lock();
        try {
            closed = true;
            all = List.copyOf(subscriptions);
        } finally {
            lock.unlock();
        }
        try {
            all.forEach(ListenerSubscription::stop);
            background.close();
            all.forEach(this::remove);
        } finally {
            ServiceThread.closeAll(
                    all.stream().map(ListenerSubscription::thread).toList(), ListenerSubscription.CLOSE_TIMEOUT);
        }
    }
}
