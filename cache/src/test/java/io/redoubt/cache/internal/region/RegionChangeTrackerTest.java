package io.redoubt.cache.internal.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.redis.core.driver.TrackingSubscription;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The tracker of changes")
final class RegionChangeTrackerTest {

    private static final TagVersion VERSION = new TagVersion(1, "0123456789abcdef");

    private final RegionChangeTracker tracker = new RegionChangeTracker(new RegionKeys("region:", "names"));

    /** List that fails when it is read, as code does without memory. */
    private static final class FailingList extends AbstractList<String> {
        @Override
        public String get(int index) {
            throw new OutOfMemoryError("thrown by a test");
        }

        @Override
        public int size() {
            return 1;
        }
    }

    private static final class AlwaysArmed implements TrackingSubscription {

        private boolean closed;

        @Override
        public boolean armed() {
            return true;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @BeforeEach
    void start() {
        tracker.require(RegionChangeTracker.Scope.ALL);
        tracker.started(new AlwaysArmed(), RegionChangeTracker.Scope.ALL);
    }

    private static List<byte[]> keys(String key) {
        return List.of(key.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    @DisplayName("takes a change that it could not process for one of all keys, and trusts nothing until then")
    void error() {
        long before = tracker.now();
        assertThat(tracker.isCurrent("a", before)).isTrue();
        assertThatThrownBy(() -> tracker.entriesChanged(new FailingList())).isInstanceOf(OutOfMemoryError.class);
        assertThat(tracker.isTracking()).isFalse();
        assertThat(tracker.isCurrent("a", before)).isFalse();

        long after = tracker.now(); // as each read does
        assertThat(tracker.isTracking()).isTrue();
        assertThat(tracker.isCurrent("a", before)).isFalse();
        assertThat(tracker.isCurrent("a", after)).isTrue();

        tracker.remember(VERSION, after);
        assertThatThrownBy(() -> tracker.tagsInvalidated(new FailingList())).isInstanceOf(OutOfMemoryError.class);
        assertThat(tracker.watchedVersion()).isNull();
    }

    @Test
    @DisplayName("remembers the region version until it changes, whatever happens to the tags alone")
    void versions() {
        tracker.remember(VERSION, tracker.now());
        assertThat(tracker.watchedVersion()).isEqualTo(VERSION);
        long before = tracker.now();
        tracker.onInvalidate(keys("region:{names}:tag:t"));
        assertThat(tracker.watchedVersion()).isEqualTo(VERSION);
        assertThat(tracker.areNotInvalidatedSince(List.of("t"), before)).isFalse();
        assertThat(tracker.areNotInvalidatedSince(List.of("other"), before)).isTrue();
        tracker.onInvalidate(keys("region:{names}:guard"));
        assertThat(tracker.watchedVersion()).isNull();
        tracker.remember(VERSION, before);
        assertThat(tracker.watchedVersion()).as("read before the change").isNull();
        tracker.remember(VERSION, tracker.now());
        assertThat(tracker.watchedVersion()).isEqualTo(VERSION);
    }

    @Test
    @DisplayName("that only watches versions covers no entries, until all keys are reported")
    void scopes() {
        RegionChangeTracker watching = new RegionChangeTracker(new RegionKeys("region:", "names"));
        watching.require(RegionChangeTracker.Scope.VERSIONS);
        AlwaysArmed versions = new AlwaysArmed();
        watching.started(versions, RegionChangeTracker.Scope.VERSIONS);
        assertThat(watching.isSubscriptionMissing()).isFalse();
        assertThat(watching.isTracking(RegionChangeTracker.Scope.VERSIONS)).isTrue();
        assertThat(watching.isTracking()).isFalse();

        watching.require(RegionChangeTracker.Scope.ALL);
        assertThat(watching.isSubscriptionMissing()).isTrue();
        watching.started(new AlwaysArmed(), RegionChangeTracker.Scope.ALL);
        assertThat(watching.isTracking()).isTrue();
        assertThat(versions.closed).isTrue();
    }
}
