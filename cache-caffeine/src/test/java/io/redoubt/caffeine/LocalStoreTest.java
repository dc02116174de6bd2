package io.redoubt.caffeine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.Ttl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs with several clocks, since a monotonic clock may start at any value and overflow. */
@ParameterizedClass(name = "with a clock that starts at {0}")
@ValueSource(longs = {0, -1_000_000_000L, Long.MAX_VALUE - 1_500_000_000L, Long.MAX_VALUE, Long.MIN_VALUE})
@DisplayName("A local store")
final class LocalStoreTest {

    private static final long SECOND = 1_000_000_000L;
    private static final Ttl TWO_SECONDS = Ttl.of(Duration.ofSeconds(2));

    private final AtomicLong clock = new AtomicLong();
    private final LocalStore<String> store = LocalStore.bounded(1000, (key, value) -> 1, clock::get);

    LocalStoreTest(long start) {
        clock.set(start);
    }

    @Test
    @DisplayName("keeps a value until the nanosecond in which its time ends")
    void expiry() {
        store.put("k", "v", TWO_SECONDS);

        clock.addAndGet(2 * SECOND - 1);
        assertThat(store.get("k")).isEqualTo("v");
        clock.addAndGet(1);
        assertThat(store.get("k")).isNull();
        assertThat(store.ttl("k")).isEmpty();
    }

    @Test
    @DisplayName("tells which keys it evicts and which expire, and not those that are removed")
    void dropped() {
        List<String> dropped = new ArrayList<>();
        LocalStore<String> telling = LocalStore.bounded(3, (key, value) -> 1, clock::get, dropped::add);
        telling.put("expiring", "v", TWO_SECONDS);
        telling.put("removed", "v", Ttl.permanent());
        telling.remove("removed");
        clock.addAndGet(2 * SECOND);
        telling.fill();
        assertThat(dropped).containsExactly("expiring");
        for (int i = 0; i < 5; i++) {
            telling.put("k" + i, "v", Ttl.permanent());
        }
        telling.fill();
        assertThat(dropped).hasSize(3);
        assertThat(telling.keys()).hasSize(3).doesNotContainAnyElementsOf(dropped);
    }

    @Test
    @DisplayName("changes a value in one step, which keeps its time to live, and removes it where nothing is left")
    void updateOrRemove() {
        store.updateOrRemove("k", TWO_SECONDS, old -> old == null ? "a" : "wrong");
        clock.addAndGet(SECOND);
        store.updateOrRemove("k", Ttl.permanent(), old -> old + "b");
        assertThat(store.get("k")).isEqualTo("ab");
        assertThat(store.ttl("k")).contains(Ttl.of(Duration.ofSeconds(1)));

        store.updateOrRemove("k", Ttl.permanent(), old -> null);
        assertThat(store.get("k")).isNull();
        store.updateOrRemove("absent", Ttl.permanent(), old -> null);
        assertThat(store.keys()).isEmpty();
    }

    @Test
    @DisplayName("leaves a value as it is if the change throws")
    void changeThrows() {
        store.put("k", "v", TWO_SECONDS);
        assertThatThrownBy(() -> store.updateOrRemove("k", TWO_SECONDS, old -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(store.get("k")).isEqualTo("v");
    }

    @Test
    @DisplayName("weighs what was changed in place anew, and evicts for it")
    void weighedAnew() {
        LocalStore<StringBuilder> texts = LocalStore.bounded(100, (key, value) -> value.length(), clock::get);
        for (int i = 0; i < 50; i++) {
            texts.updateOrRemove(
                    "k" + i % 2, TWO_SECONDS, old -> (old == null ? new StringBuilder() : old).append("x"));
        }
        assertThat(texts.fill()).isEqualTo(new LocalStoreStatistics(2, 50, 100, 0, 0));
        texts.updateOrRemove(
                "k0", TWO_SECONDS, old -> (old == null ? new StringBuilder() : old).append("x".repeat(70)));
        assertThat(texts.fill().weight()).isLessThanOrEqualTo(100);
        assertThat(texts.evicted()).isEqualTo(1);
    }

    @Test
    @DisplayName("says how much it holds, and how much has ended")
    void fill() {
        store.put("a", "v", TWO_SECONDS);
        store.put("b", "v", Ttl.permanent());
        assertThat(store.fill()).isEqualTo(new LocalStoreStatistics(2, 2, 1000, 0, 0));
        assertThat(store.keys()).containsExactlyInAnyOrder("a", "b");
        clock.addAndGet(2 * SECOND);
        assertThat(store.keys()).containsExactly("b");
        assertThat(store.fill()).isEqualTo(new LocalStoreStatistics(1, 1, 1000, 0, 1));
    }

    @Test
    @DisplayName("keeps a permanent value, and says that it is")
    void permanent() {
        store.put("k", "v", Ttl.permanent());

        clock.addAndGet(Duration.ofDays(20 * 365).toNanos());
        assertThat(store.get("k")).isEqualTo("v");
        assertThat(store.ttl("k")).contains(Ttl.permanent());
    }

    @Test
    @DisplayName("keeps a value of the longest time to live for as long")
    void longest() {
        store.put("k", "v", Ttl.of(Ttl.MAX));

        clock.addAndGet(Ttl.MAX.toNanos() - 1);
        assertThat(store.get("k")).isEqualTo("v");
        clock.addAndGet(1);
        assertThat(store.get("k")).isNull();
    }

    @Test
    @DisplayName("tells the time that is left in whole milliseconds, and never less than one")
    void ttl() {
        store.put("k", "v", TWO_SECONDS);
        assertThat(store.ttl("k")).contains(TWO_SECONDS);

        clock.addAndGet(500_000_000);
        assertThat(store.ttl("k")).contains(Ttl.of(Duration.ofMillis(1500)));
        clock.addAndGet(1);
        assertThat(store.ttl("k")).contains(Ttl.of(Duration.ofMillis(1499)));
        clock.addAndGet(1_499_999_998);
        assertThat(store.ttl("k")).contains(Ttl.of(Ttl.MIN));
        clock.addAndGet(1);
        assertThat(store.ttl("k")).isEmpty();
    }

    @Test
    @DisplayName("does not keep a value longer because it is read")
    void reading() {
        store.put("k", "v", TWO_SECONDS);

        clock.addAndGet(SECOND);
        assertThat(store.get("k")).isEqualTo("v");
        clock.addAndGet(SECOND);
        assertThat(store.get("k")).isNull();
    }

    @Test
    @DisplayName("puts a value anew with its own time to live, longer or shorter")
    void putAgain() {
        store.put("longer", "a", TWO_SECONDS);
        store.put("shorter", "a", TWO_SECONDS);
        clock.addAndGet(SECOND);
        store.put("longer", "b", TWO_SECONDS);
        store.put("shorter", "b", Ttl.of(Duration.ofMillis(1)));

        clock.addAndGet(1_000_000);
        assertThat(store.get("shorter")).isNull();
        clock.addAndGet(SECOND);
        assertThat(store.get("longer")).isEqualTo("b");
        clock.addAndGet(SECOND);
        assertThat(store.get("longer")).isNull();
    }

    @Test
    @DisplayName("puts a value if there is none, and again once the old one has expired")
    void putIfAbsent() {
        assertThat(store.putIfAbsent("k", "a", TWO_SECONDS)).isTrue();
        clock.addAndGet(2 * SECOND - 1);
        assertThat(store.putIfAbsent("k", "b", TWO_SECONDS)).isFalse();
        assertThat(store.get("k")).isEqualTo("a");

        clock.addAndGet(1);
        assertThat(store.putIfAbsent("k", "c", TWO_SECONDS)).isTrue();
        clock.addAndGet(2 * SECOND - 1);
        assertThat(store.get("k")).isEqualTo("c");
    }

    @Test
    @DisplayName("removes a value, and says whether there was one: an expired one was not")
    void remove() {
        assertThat(store.remove("k")).isFalse();
        store.put("k", "v", TWO_SECONDS);
        assertThat(store.remove("k")).isTrue();
        assertThat(store.get("k")).isNull();

        store.put("k", "v", TWO_SECONDS);
        clock.addAndGet(2 * SECOND);
        assertThat(store.remove("k")).isFalse();
    }

    @Test
    @DisplayName("gives a value another time to live, for ever included, and none to what is not there")
    void expire() {
        assertThat(store.expire("k", TWO_SECONDS)).isFalse();
        assertThat(store.get("k")).isNull();

        store.put("k", "v", TWO_SECONDS);
        clock.addAndGet(SECOND);
        assertThat(store.expire("k", Ttl.permanent())).isTrue();
        clock.addAndGet(10 * SECOND);
        assertThat(store.get("k")).isEqualTo("v");
        assertThat(store.expire("k", Ttl.of(Duration.ofSeconds(1)))).isTrue();
        clock.addAndGet(SECOND);
        assertThat(store.get("k")).isNull();
        assertThat(store.expire("k", TWO_SECONDS)).isFalse();
    }

    @Test
    @DisplayName("changes a value in place and leaves it the time that it had left")
    void update() {
        assertThat(store.update("k", "", TWO_SECONDS, old -> old + "a")).isEqualTo("a");
        clock.addAndGet(SECOND);
        assertThat(store.update("k", "", Ttl.permanent(), old -> old + "b")).isEqualTo("ab");
        assertThat(store.ttl("k")).contains(Ttl.of(Duration.ofSeconds(1)));

        clock.addAndGet(SECOND - 1);
        assertThat(store.get("k")).isEqualTo("ab");
        clock.addAndGet(1);
        assertThat(store.update("k", "", TWO_SECONDS, old -> old + "c")).isEqualTo("c");
        assertThat(store.ttl("k")).contains(TWO_SECONDS);
    }

    @Test
    @DisplayName("changes nothing, and creates nothing, if the change throws")
    void updateThatThrows() {
        store.put("k", "v", TWO_SECONDS);
        clock.addAndGet(SECOND);

        for (String key : new String[] {"k", "new"}) {
            assertThatThrownBy(() -> store.update(key, "", Ttl.permanent(), old -> {
                        throw new IllegalStateException("no");
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no");
        }

        assertThat(store.get("k")).isEqualTo("v");
        assertThat(store.ttl("k")).contains(Ttl.of(Duration.ofSeconds(1)));
        assertThat(store.get("new")).isNull();
        assertThat(store.ttl("new")).isEmpty();
    }
}
