package io.redoubt.cache.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.TypeRef;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.cache.internal.near.ChangeReceiver;
import io.redoubt.cache.internal.near.ChangeSource;
import io.redoubt.cache.internal.near.ReportState;
import io.redoubt.json.JsonCodec;
import io.redoubt.redis.core.driver.TrackingSubscription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The tracker of changes to values")
final class ValueChangeTrackerTest {

    private final AtomicLong nanos = new AtomicLong();
    private final Source source = new Source();
    private final ValueChangeTracker tracker = new ValueChangeTracker("app:cache:", source, nanos::get);

    /** List that fails when it is read, as code does without memory. */
    private static final class FailingList<E> extends AbstractList<E> {
        @Override
        public E get(int index) {
            throw new OutOfMemoryError("thrown by a test");
        }

        @Override
        public int size() {
            return 1;
        }
    }

    /** Source that counts how often it is asked, and reports nothing by itself. */
    private static final class Source implements ChangeSource, TrackingSubscription {

        private int asked;
        private boolean armed = true;

        @Override
        public void subscribe(ChangeReceiver receiver) {
            asked++;
        }

        @Override
        public boolean armed() {
            return armed;
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }

    @BeforeEach
    void addCaches() {
        tracker.add(new NearValueCache("user:", NearCacheSettings.maxEntries(10), tracker, nanos::get));
        tracker.add(new NearValueCache("item:", NearCacheSettings.maxEntries(10), tracker, nanos::get));
    }

    @Test
    @DisplayName("asks for reports of its prefixes once, and again after a minute if there are none")
    void asks() {
        tracker.subscribeIfMissing(0);
        tracker.subscribeIfMissing(1);
        assertThat(source.asked).isEqualTo(1);
        assertThat(tracker.request().prefixes())
                .extracting(prefix -> new String(prefix, StandardCharsets.UTF_8))
                .containsExactly("app:cache:user:", "app:cache:item:");
        tracker.subscribeIfMissing(Duration.ofMinutes(1).toNanos());
        assertThat(source.asked).isEqualTo(2);
        tracker.request().started(source);
        tracker.subscribeIfMissing(Duration.ofMinutes(10).toNanos());
        assertThat(source.asked).isEqualTo(2);
    }

    @Test
    @DisplayName("takes a change that it could not process for one of all keys, and trusts nothing until then")
    void error() {
        tracker.request().started(source);
        List<Runnable> failing =
                List.of(() -> tracker.changed(new FailingList<>()), () -> tracker.onInvalidate(new FailingList<>()));
        for (Runnable change : failing) {
            long before = tracker.now();
            assertThat(tracker.isCurrent("user:1", before)).isTrue();
            assertThatThrownBy(change::run).isInstanceOf(OutOfMemoryError.class);
            assertThat(tracker.isTracking()).isFalse();
            assertThat(tracker.isCurrent("user:1", before)).isFalse();

            long after = tracker.now(); // as each read does
            assertThat(tracker.isTracking()).isTrue();
            assertThat(tracker.isCurrent("user:1", before)).isFalse();
            assertThat(tracker.isCurrent("user:1", after)).isTrue();
        }
    }

    @Test
    @DisplayName("knows the reported changes of its keys, and of no others")
    void reported() {
        tracker.request().started(source);
        long before = tracker.now();
        tracker.onInvalidate(List.of("other:cache:user:1".getBytes(StandardCharsets.UTF_8)));
        assertThat(tracker.isCurrent("user:1", before)).isTrue();
        tracker.onInvalidate(List.of("app:cache:user:1".getBytes(StandardCharsets.UTF_8)));
        assertThat(tracker.isCurrent("user:1", before)).isFalse();
        assertThat(tracker.isCurrent("user:2", before)).isTrue();
        tracker.onGap();
        assertThat(tracker.isCurrent("user:2", before)).isFalse();
    }

    @Test
    @DisplayName("asks for no messages of other processes, and says why it has no reports")
    void refused() {
        NearCacheSettings settings = NearCacheSettings.maxEntries(10).messagesIfTrackingRefused();
        assertThat(tracker.messages()).isNull();
        tracker.reports().failed("may not track", true);
        assertThat(tracker.reports().status(settings))
                .isEqualTo(new ReportState.Status(State.REFUSED, "may not track"));
        tracker.request().started(source);
        assertThat(tracker.reports().status(settings)).isEqualTo(new ReportState.Status(State.ACTIVE, ""));
        source.armed = false;
        assertThat(tracker.reports().status(settings).state()).isEqualTo(State.CONNECTING);
        source.armed = true;
        tracker.reports().reportMissed();
        assertThat(tracker.reports().status(settings).state()).isEqualTo(State.CONNECTING);
        assertThat(tracker.now()).isPositive(); // as each read does
        assertThat(tracker.reports().status(settings).state()).isEqualTo(State.ACTIVE);
        tracker.close();
        assertThat(tracker.reports().status(settings).state()).isEqualTo(State.OFF);
    }

    @Test
    @DisplayName("lets no near value be returned from the moment of a loss on, before that is reported")
    void lost() {
        tracker.request().started(source);
        NearValueCache cache = Objects.requireNonNull(tracker.cacheOf("user:1"));
        ValueCodec codec = new ValueCodec(JsonCodec.create(), 1 << 10, new CacheCounters(), nanos::get);
        StoredValue stored = new StoredValue("42".getBytes(StandardCharsets.UTF_8), Long.MAX_VALUE);
        cache.keep("user:1", stored, cache.beginRead(), TypeRef.of(Integer.class), codec, Optional.of(42));
        assertThat(cache.find("user:1")).isNotNull();
        source.armed = false;
        assertThat(cache.find("user:1")).isNull();
        assertThat(cache.beginRead().mayBeKept()).isFalse();
    }
}
