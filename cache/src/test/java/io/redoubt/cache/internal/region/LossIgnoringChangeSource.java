package io.redoubt.cache.internal.region;

import io.redoubt.cache.internal.near.ChangeReceiver;
import io.redoubt.cache.internal.near.ChangeSource;
import io.redoubt.cache.internal.near.ReportRequest;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.TrackingListener;
import io.redoubt.redis.core.driver.TrackingSubscription;
import java.time.Duration;
import java.util.List;

/**
 * Deliberately broken {@link ChangeSource} that hides each loss of a connection from the receiver: the bug that the
 * tests of coherence must find.
 */
record LossIgnoringChangeSource(RedisDriver driver, Duration timeout) implements ChangeSource {

    @Override
    public void subscribe(ChangeReceiver receiver) {
        ReportRequest request = receiver.request();
        TrackingSubscription real =
                driver.track(request.prefixes(), new GapIgnoringListener(receiver), CallOptions.within(timeout));
        request.started(new AlwaysArmed(real));
    }

    @Override
    public void close() {
        // The driver ends the subscription.
    }

    private record GapIgnoringListener(ChangeReceiver receiver) implements TrackingListener {

        @Override
        public void onInvalidate(List<byte[]> keys) {
            receiver.onInvalidate(keys);
        }

        @Override
        public void onGap() {
            // Ignored: that is the bug.
        }
    }

    private record AlwaysArmed(TrackingSubscription real) implements TrackingSubscription {

        @Override
        public boolean armed() {
            return true;
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
