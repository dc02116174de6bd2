package io.redoubt.cache.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.TypeRef;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.cache.internal.near.ChangeReceiver;
import io.redoubt.cache.internal.near.ChangeSource;
import io.redoubt.cache.internal.near.MessageRequest;
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

    private static final NearCacheSettings STRICT = NearCacheSettings.maxEntries(10);

    private final AtomicLong nanos = new AtomicLong();
    private final Source source = new Source();
    private final ValueChangeTracker tracker =
            new ValueChangeTracker("app:cache:", "app:cache!:changes", source, nanos::get);

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
        tracker.add(new NearValueCache("user:", STRICT, tracker, nanos::get));
        tracker.add(new NearValueCache("item:", STRICT, tracker, nanos::get));
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
            assertThat(tracker.isCurrent("user:1", before, STRICT)).isTrue();
            assertThatThrownBy(change::run).isInstanceOf(OutOfMemoryError.class);
            assertThat(tracker.isTracking(STRICT)).isFalse();
            assertThat(tracker.isCurrent("user:1", before, STRICT)).isFalse();

            long after = tracker.now(); // as each read does
            assertThat(tracker.isTracking(STRICT)).isTrue();
            assertThat(tracker.isCurrent("user:1", before, STRICT)).isFalse();
            assertThat(tracker.isCurrent("user:1", after, STRICT)).isTrue();
        }
    }

    @Test
    @DisplayName("knows the reported changes of its keys, and of no others")
    void reported() {
        tracker.request().started(source);
        long before = tracker.now();
        tracker.onInvalidate(List.of("other:cache:user:1".getBytes(StandardCharsets.UTF_8)));
        assertThat(tracker.isCurrent("user:1", before, STRICT)).isTrue();
        tracker.onInvalidate(List.of("app:cache:user:1".getBytes(StandardCharsets.UTF_8)));
        assertThat(tracker.isCurrent("user:1", before, STRICT)).isFalse();
        assertThat(tracker.isCurrent("user:2", before, STRICT)).isTrue();
        tracker.onGap();
        assertThat(tracker.isCurrent("user:2", before, STRICT)).isFalse();
    }

    @Test
    @DisplayName("asks for no messages of other processes unless a prefix allows them, and says why it has no reports")
    void refused() {
        NearCacheSettings settings = STRICT;
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
    @DisplayName("drops what other processes tell that they have changed, where a prefix allows messages, for a minute")
    void messages() {
        NearCacheSettings messaging = STRICT.maxAge(Duration.ofMinutes(10)).messagesIfTrackingRefused();
        tracker.add(new NearValueCache("note:", messaging, tracker, nanos::get));
        MessageRequest request = Objects.requireNonNull(tracker.messages());
        assertThat(request.channel()).isEqualTo("app:cache!:changes");
        request.started(source);
        assertThat(tracker.isTracking(STRICT)).isFalse();
        assertThat(tracker.isTracking(messaging)).isTrue();
        assertThat(tracker.reports().status(messaging).state()).isEqualTo(State.MESSAGES);

        NearValueCache notes = Objects.requireNonNull(tracker.cacheOf("note:1"));
        keep(notes, "note:1");
        keep(notes, "note:2");
        request.listener()
                .onMessage(new byte[0], "1\nentry note:1\nentry user:1\nentry no".getBytes(StandardCharsets.UTF_8));
        assertThat(notes.find("note:1")).isNull();
        assertThat(notes.find("note:2")).isNotNull();
        assertThat(notes.statistics().invalidations()).isEqualTo(1);

        nanos.addAndGet(NearCacheSettings.MAX_AGE_WITH_MESSAGES.toNanos() - 1);
        assertThat(notes.find("note:2")).isNotNull();
        nanos.addAndGet(1);
        assertThat(notes.find("note:2")).isNull();

        for (String all : List.of("1\nall", "1\nclear", "2\nentry note:9", "")) {
            keep(notes, "note:1");
            request.listener().onMessage(new byte[0], all.getBytes(StandardCharsets.UTF_8));
            assertThat(notes.find("note:1")).isNull();
        }
        keep(notes, "note:1");
        request.listener().onGap();
        assertThat(notes.find("note:1")).isNull();

        keep(notes, "note:1");
        tracker.request().started(source); // tracking works again
        assertThat(notes.find("note:1")).isNull();
        assertThat(tracker.isTracking(STRICT)).isTrue();
        assertThat(tracker.reports().maxAgeNanos()).isEqualTo(Long.MAX_VALUE);
    }

    private void keep(NearValueCache cache, String key) {
        ValueCodec codec = new ValueCodec(JsonCodec.create(), 1 << 10, new CacheCounters(), nanos::get);
        StoredValue stored = new StoredValue("42".getBytes(StandardCharsets.UTF_8), Long.MAX_VALUE);
        cache.keep(key, stored, cache.beginRead(), TypeRef.of(Integer.class), codec, Optional.of(42));
        assertThat(cache.find(key)).isNotNull();
    }

    @Test
    @DisplayName("lets no near value be returned from the moment of a loss on, before that is reported")
    void lost() {
        tracker.request().started(source);
        NearValueCache cache = Objects.requireNonNull(tracker.cacheOf("user:1"));
        keep(cache, "user:1");
        source.armed = false;
        assertThat(cache.find("user:1")).isNull();
        assertThat(cache.beginRead().mayBeKept()).isFalse();
    }
}
