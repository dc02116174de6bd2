package io.redoubt.cache.internal.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.cache.internal.near.ChangeMessage;
import io.redoubt.cache.internal.near.ChangeMessageListener;
import io.redoubt.cache.internal.near.ReportState;
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

    private static final NearCacheSettings STRICT = NearCacheSettings.maxEntries(10);
    private static final NearCacheSettings MESSAGING = STRICT.messagesIfTrackingRefused();

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
        tracker.reports().require(ReportState.Scope.ALL);
        tracker.started(new AlwaysArmed(), ReportState.Scope.ALL);
    }

    private static List<byte[]> keys(String key) {
        return List.of(key.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    @DisplayName("takes a change that it could not process for one of all keys, and trusts nothing until then")
    void error() {
        long before = tracker.now();
        assertThat(tracker.isCurrent("a", before, STRICT)).isTrue();
        assertThatThrownBy(() -> tracker.entriesChanged(new FailingList())).isInstanceOf(OutOfMemoryError.class);
        assertThat(tracker.isTracking(ReportState.Scope.ALL)).isFalse();
        assertThat(tracker.isCurrent("a", before, STRICT)).isFalse();

        long after = tracker.now(); // as each read does
        assertThat(tracker.isTracking(ReportState.Scope.ALL)).isTrue();
        assertThat(tracker.isCurrent("a", before, STRICT)).isFalse();
        assertThat(tracker.isCurrent("a", after, STRICT)).isTrue();

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
        watching.reports().require(ReportState.Scope.VERSIONS);
        AlwaysArmed versions = new AlwaysArmed();
        watching.started(versions, ReportState.Scope.VERSIONS);
        assertThat(watching.reports().isSubscriptionMissing()).isFalse();
        assertThat(watching.isTracking(ReportState.Scope.VERSIONS)).isTrue();
        assertThat(watching.isTracking(ReportState.Scope.ALL)).isFalse();

        watching.reports().require(ReportState.Scope.ALL);
        assertThat(watching.reports().isSubscriptionMissing()).isTrue();
        watching.started(new AlwaysArmed(), ReportState.Scope.ALL);
        assertThat(watching.isTracking(ReportState.Scope.ALL)).isTrue();
        assertThat(versions.closed).isTrue();
    }

    @Test
    @DisplayName("that relies on messages serves only near caches that allow that, watches nothing, and limits ages")
    void messages() {
        assertThat(tracker.reports().maxAgeNanos()).isEqualTo(Long.MAX_VALUE);
        tracker.reports().failed("refused", true);
        long before = tracker.now();
        tracker.startedMessages(new AlwaysArmed());
        assertThat(tracker.isCurrent("a", before, MESSAGING)).isFalse();
        long now = tracker.now();
        assertThat(tracker.isTracking(MESSAGING)).isTrue();
        assertThat(tracker.isCurrent("a", now, MESSAGING)).isTrue();
        assertThat(tracker.isTracking(STRICT)).isFalse();
        assertThat(tracker.isCurrent("a", now, STRICT)).isFalse();
        assertThat(tracker.reports().status(MESSAGING).state()).isEqualTo(State.MESSAGES);
        assertThat(tracker.reports().status(STRICT)).isEqualTo(new ReportState.Status(State.REFUSED, "refused"));
        assertThat(tracker.reports().status(STRICT).problem()).isEqualTo("refused");
        assertThat(tracker.reports().status(MESSAGING).problem()).isEmpty();
        assertThat(tracker.sinceHeartbeat()).isEmpty();
        assertThat(tracker.reports().maxAgeNanos()).isEqualTo(NearCacheSettings.MAX_AGE_WITH_MESSAGES.toNanos());
        tracker.remember(VERSION, now);
        assertThat(tracker.regionVersion()).isEqualTo(VERSION);
        assertThat(tracker.watchedVersion()).isNull();

        tracker.onMessage(ChangeMessage.entries(List.of("a")));
        assertThat(tracker.isCurrent("a", now, MESSAGING)).isFalse();
        assertThat(tracker.regionVersion()).isEqualTo(VERSION);
        tracker.onMessage(ChangeMessage.tags(List.of("t")));
        assertThat(tracker.areNotInvalidatedSince(List.of("t"), now)).isFalse();
        assertThat(tracker.areNotInvalidatedSince(List.of("other"), now)).isTrue();
        assertThat(tracker.regionVersion()).isNull();
        tracker.onMessage(ChangeMessage.CLEAR);
        assertThat(tracker.areNotInvalidatedSince(List.of("other"), now)).isFalse();
    }

    @Test
    @SuppressWarnings("NullAway") // fails, as code does without memory
    @DisplayName("takes a message that it could not read for a change of all keys")
    void unreadableMessage() {
        tracker.startedMessages(new AlwaysArmed());
        ChangeMessageListener listener = new ChangeMessageListener(tracker, tracker::onMessage);
        assertThatThrownBy(() -> listener.onMessage(new byte[0], null)).isInstanceOf(NullPointerException.class);
        assertThat(tracker.isTracking(MESSAGING)).isFalse();
        assertThat(tracker.now()).isPositive();
        assertThat(tracker.isTracking(MESSAGING)).isTrue();
    }
}
