package io.redoubt.cache.internal.near;

import io.redoubt.redis.core.driver.TrackingSubscription;
import java.util.List;
import java.util.function.Consumer;

/**
 * Request to a {@link ChangeSource} to report every change of keys with given prefixes. Immutable.
 *
 * @param prefixes the prefixes of the keys; at least one
 * @param onStart is called once they are reported, with the subscription, which replaces an earlier one
 */
public record ReportRequest(List<byte[]> prefixes, Consumer<TrackingSubscription> onStart) {

    /** Records that the changes are reported from now on. */
    public void started(TrackingSubscription subscription) {
        onStart.accept(subscription);
    }
}
