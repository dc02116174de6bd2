package io.redoubt.redis.core.driver;

/**
 * Who hears the messages of a subscription.
 *
 * <p>Called by one thread of the subscription, one call at a time, in the order of arrival; never on an I/O thread that
 * serves commands. An exception from a callback is logged and does not end the subscription.
 */
public interface SubscriptionListener {

    /** A message came. */
    void onMessage(byte[] channel, byte[] message);

    /**
     * Messages may have been missed: the connection was lost. Called at the moment the loss is noticed, once per loss,
     * and again when the channels are subscribed anew, since what was published in between is gone too: before any message
     * that came after that.
     */
    void onGap();
}
