package io.redoubt.cache.internal.near;

import io.redoubt.redis.core.driver.Subscription;
import io.redoubt.redis.core.driver.SubscriptionListener;
import java.util.function.Consumer;

/**
 * Request for the Pub/Sub messages in which other processes report changed keys, used where Redis refuses to report key
 * changes. Immutable.
 *
 * @param subject what the changes concern, for the log, such as {@code region names}
 * @param channel the Pub/Sub channel of the messages
 * @param listener receives the messages
 * @param onStart is called once they are received, with the subscription, which replaces an earlier one
 */
public record MessageRequest(
        String subject, String channel, SubscriptionListener listener, Consumer<Subscription> onStart) {

    /** Records that the messages are received from now on. */
    public void started(Subscription subscription) {
        onStart.accept(subscription);
    }
}
