package io.redoubt.api.topic;

import java.util.function.Consumer;

/**
 * Listener that receives the messages of one {@link TopicSubscription}. Called by a thread of that subscription, one
 * call at a time, so it may block without harm to other subscriptions. Whatever it throws is logged and counted, and
 * the next message is delivered.
 *
 * @param <T> the type of the messages
 */
public interface TopicListener<T> {

    /**
     * Called for each message, in the order of arrival. The next one waits until this method returns; a listener that
     * is slower than its messages for long misses some, and gets {@link #onGap()} for them.
     */
    void onMessage(T message);

    /**
     * Called when messages may have been missed. A listener that must not miss anything now looks again at what the
     * messages are about, in the database or the cache. The reasons are a lost connection to Redis (one call when the
     * loss is noticed, one when the topic is subscribed again, since messages in between are lost too), a queue that is
     * full because this listener is slow, and a subscription that was made while Redis was down.
     *
     * <p>Several gaps without a message in between may be reported by one call. The call comes after the loss that it
     * reports, and before any message that arrives after the call became due.
     */
    void onGap();

    /** Returns a listener that calls these two functions. */
    static <T> TopicListener<T> of(Consumer<? super T> onMessage, Runnable onGap) {
        return new TopicListener<>() {
            @Override
            public void onMessage(T message) {
                onMessage.accept(message);
            }

            @Override
            public void onGap() {
                onGap.run();
            }
        };
    }
}
