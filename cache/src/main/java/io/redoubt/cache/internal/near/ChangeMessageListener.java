package io.redoubt.cache.internal.near;

import io.redoubt.redis.core.driver.SubscriptionListener;
import java.util.function.Consumer;

/**
 * Pub/Sub listener that tells a {@link ChangeReceiver} what other processes have changed, by their messages.
 * Thread-safe.
 */
public final class ChangeMessageListener implements SubscriptionListener {

    private final ChangeReceiver receiver;
    private final Consumer<ChangeMessage> onMessage;

    /**
     * Creates a listener.
     *
     * @param receiver is told of gaps
     * @param onMessage records what a message tells
     */
    public ChangeMessageListener(ChangeReceiver receiver, Consumer<ChangeMessage> onMessage) {
        this.receiver = receiver;
        this.onMessage = onMessage;
    }

    @Override
    public void onMessage(byte[] channel, byte[] message) {
        boolean isDone = false;
        try {
            onMessage.accept(ChangeMessage.decode(message));
            isDone = true;
        } finally {
            receiver.reports().countMissedUnless(isDone); // for example without memory to decode it
        }
    }

    @Override
    public void onGap() {
        receiver.onGap();
    }
}
