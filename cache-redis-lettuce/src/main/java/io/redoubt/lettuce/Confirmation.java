package io.redoubt.lettuce;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.util.concurrent.CompletableFuture;

/**
 * Hears what the server says on one subscribed connection, and counts its confirmations: Lettuce's future of a SUBSCRIBE
 * ends with the first of several. Called by one event loop thread.
 */
final class Confirmation extends RedisPubSubAdapter<byte[], byte[]> {

    private final CompletableFuture<Void> complete = new CompletableFuture<>();
    private final Delivery delivery;
    private int missing;

    Confirmation(int channels, Delivery delivery) {
        this.missing = channels;
        this.delivery = delivery;
    }

    /** Done once every channel is confirmed. */
    CompletableFuture<Void> complete() {
        return complete;
    }

    @Override
    public void subscribed(byte[] channel, long count) {
        confirmed();
    }

    @Override
    public void ssubscribed(byte[] channel, long count) {
        confirmed();
    }

    private void confirmed() {
        if (--missing == 0) {
            complete.complete(null);
        }
    }

    @Override
    public void message(byte[] channel, byte[] message) {
        delivery.message(channel, message);
    }

    @Override
    public void smessage(byte[] channel, byte[] message) {
        delivery.message(channel, message);
    }
}
