package io.redoubt.cache.internal.region;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.cache.Lookup;
import io.redoubt.api.cache.Region;
import io.redoubt.cache.internal.near.ChangeReceiver;
import io.redoubt.cache.internal.near.ChangeSource;
import io.redoubt.redis.core.driver.TrackingSubscription;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A near cache whose reports have a gap")
final class NearGapTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Source of changes that has a gap exactly while a value is being added, after its check has begun. */
    private static final class GapDuringAddition implements ChangeSource, TrackingSubscription {

        private final AtomicReference<ChangeReceiver> receiver = new AtomicReference<>();
        private final AtomicBoolean isDue = new AtomicBoolean(true);

        @Override
        public void subscribe(ChangeReceiver subscribed) {
            receiver.set(subscribed);
            subscribed.request().started(this);
        }

        @Override
        public boolean armed() {
            boolean isAdding = StackWalker.getInstance()
                    .walk(frames ->
                            frames.anyMatch(frame -> frame.getMethodName().equals("putIf")));
            if (isAdding && isDue.getAndSet(false)) {
                ChangeReceiver subscribed = Objects.requireNonNull(receiver.get());
                Thread gap = new Thread(subscribed::onGap, "gap");
                gap.start();
                try {
                    gap.join(PATIENCE.toMillis());
                    assertThat(gap.isAlive()).isFalse();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            return true;
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }

    @Test
    @DisplayName("does not return a value that was being added when all were dropped")
    void gapDuringAddition() {
        EntryStore store =
                RegionStoreFixture.embedded(System::nanoTime, "raced").store();
        GapDuringAddition changes = new GapDuringAddition();
        try (DefaultRegionFactory regions = TestRegions.regions(name -> store, EmbeddedRegionStores.START, changes)) {
            Region<String, Long> region = regions.region(NearRaces.spec(Duration.ofMinutes(1)), TestRegions.values());
            region.put("a", 1L);
            region.put("b", 1L);
            assertThat(source(region, "a")).isEqualTo(Lookup.Source.STORE);
            assertThat(changes.isDue).isFalse();
            assertThat(source(region, "b")).isEqualTo(Lookup.Source.STORE); // from here the region version is known
            assertThat(source(region, "a")).isEqualTo(Lookup.Source.STORE);
            assertThat(source(region, "a")).isEqualTo(Lookup.Source.NEAR);
        }
    }

    private static Lookup.Source source(Region<String, Long> region, String key) {
        return ((Lookup.Hit<Long>) region.lookup(key)).source();
    }
}
