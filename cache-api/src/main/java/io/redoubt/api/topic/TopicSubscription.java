package io.redoubt.api.topic;

/**
 * Subscription of one listener to one topic, active until the subscription or its {@code Redoubt} instance is closed.
 * Thread-safe. It stays subscribed while nothing refers to this object.
 */
public interface TopicSubscription extends AutoCloseable {

    /** Returns the name of the topic. */
    String topic();

    /**
     * Ends the subscription. Messages that wait for the listener are dropped, without a gap. No call of the listener
     * begins after this method has returned. A call in progress may go on for two seconds and is interrupted then; if
     * it goes on for two more seconds, this method returns all the same, which is logged at WARN.
     *
     * <p>Does not wait if it is called by the listener itself: that call is the last one. Idempotent; works on an
     * interrupted thread as on any other, and while Redis is down. The last subscription to a topic in this process
     * also ends the one on the server.
     */
    @Override
    void close();
}
