package io.redoubt.redis.core.driver;

/**
 * Listener that receives the Pub/Sub messages of a {@link Subscription}.
 *
 * <p>Called by one thread of the subscription, one call at a time, in the order of arrival, and never on an I/O
 * thread that serves commands. An exception from a callback is logged and does not end the subscription.
 */
public interface SubscriptionListener {

    /** Called for each message. */
    void onMessage(byte[] channel, byte[] message);

    /**
     * Called when messages may have been missed because the connection was lost: once at the moment at which the
     * loss is noticed, and again when the channels have been subscribed anew, since messages published in between
     * are lost too. The second call precedes all later messages. Also called when messages were dropped because
     * this listener was too slow.
     */
    void onGap();
}
