package io.redoubt.topic;

import io.redoubt.redis.core.driver.Subscription;

/**
 * Interface that carries encoded messages from publishers to receivers, through Redis or within this process.
 * Thread-safe.
 *
 * <p>All methods throw exceptions of the API: {@link io.redoubt.api.StoreUnavailableException} if the store does not
 * answer, {@link io.redoubt.api.StoreRejectedException} if it refuses.
 */
interface TopicTransport {

    /** Receiver of what arrives for one topic. Thread-safe; does not block, and runs no code of the application. */
    interface Receiver {

        /** Takes a message. Its bytes are not changed afterwards. */
        void message(byte[] message);

        /** Takes the news that messages may have been missed. */
        void gap();
    }

    /** Sends a message to all receivers of the topic, at most once. */
    void publish(String topic, byte[] message);

    /**
     * Connects a receiver to a topic. Returns when it gets all messages that are published from now on.
     *
     * <p>Nothing is left behind if this throws.
     */
    Subscription subscribe(String topic, Receiver receiver);

    /**
     * Connects a receiver to a topic as {@link #subscribe} does, for a caller that tries again until it works, and logs
     * failures itself.
     */
    default Subscription subscribeAgain(String topic, Receiver receiver) {
        return subscribe(topic, receiver);
    }
}
