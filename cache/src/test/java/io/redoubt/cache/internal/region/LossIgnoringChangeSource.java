package io.redoubt.cache.internal.region;

import io.redoubt.cache.internal.region.RegionChangeTracker.Scope;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.TrackingListener;
import io.redoubt.redis.core.driver.TrackingSubscription;
import java.time.Duration;
import java.util.List;

/**
 * Deliberately broken {@link ChangeSource} that hides each loss of a connection from the tracker: the bug that the
 * tests of coherence must find.
 */
record LossIgnoringChangeSource(RedisDriver driver, Duration timeout) implements ChangeSource {

    @Override
    public void subscribe(RegionChangeTracker tracker) {
        TrackingSubscription real = driver.track(
                tracker.prefixes(Scope.ALL), new GapIgnoringListener(tracker), CallOptions.within(timeout));
        tracker.started(new AlwaysArmed(real), Scope.ALL);
    }

    @Override
    public void close() {
        // The driver ends the subscription.
    }

    private record GapIgnoringListener(RegionChangeTracker tracker) implements TrackingListener {

        @Override
        public void onInvalidate(List<byte[]> keys) {
            tracker.onInvalidate(keys);
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
