package io.redoubt.caffeine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.Ttl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs with several clocks, since a monotonic clock may start at any value and overflow. */
@ParameterizedClass(name = "with a clock that starts at {0}")
@ValueSource(longs = {0, Long.MAX_VALUE - 1_500_000_000L})
@DisplayName("A change of a key of a local store")
final class LocalStoreChangeTest {

    private static final long SECOND = 1_000_000_000L;
    private static final Ttl TWO_SECONDS = Ttl.of(Duration.ofSeconds(2));

    private final AtomicLong clock = new AtomicLong();
    private final LocalStore<String> store = LocalStore.bounded(1000, (key, value) -> 1, clock::get);

    LocalStoreChangeTest(long start) {
        clock.set(start);
    }

    @Test
    @DisplayName("is given the value and the time that is left for it")
    void given() {
        store.put("k", "v", TWO_SECONDS);
        clock.addAndGet(SECOND);
        List<ValueWithRemainingTtl<String>> given = new ArrayList<>();
        store.change("k", old -> {
            given.add(old);
            return old;
        });
        ValueWithRemainingTtl<String> expected = new ValueWithRemainingTtl<>("v", Ttl.of(Duration.ofSeconds(1)));
        assertThat(given).containsExactly(expected);
        assertThat(store.find("k")).isEqualTo(expected);
    }

    @Test
    @DisplayName("is given nothing where nothing is, or is any more, and may leave it so")
    void nothing() {
        store.put("k", "v", TWO_SECONDS);
        clock.addAndGet(2 * SECOND);
        store.change("k", old -> {
            assertThat(old).isNull();
            return old;
        });
        assertThat(store.find("k")).isNull();
    }

    @Test
    @DisplayName("puts another value with a time to live of its own, or removes the key")
    void replaces() {
        store.change("k", old -> new ValueWithRemainingTtl<>("v", TWO_SECONDS));
        assertThat(store.find("k")).isEqualTo(new ValueWithRemainingTtl<>("v", TWO_SECONDS));
        store.change("k", old -> new ValueWithRemainingTtl<>("w", Ttl.permanent()));
        assertThat(store.find("k")).isEqualTo(new ValueWithRemainingTtl<>("w", Ttl.permanent()));
        store.change("k", old -> null);
        assertThat(store.find("k")).isNull();
    }

    @Test
    @DisplayName("leaves the end of a value where it was, to the nanosecond, if it returns what it was given")
    void unchanged() {
        store.put("k", "v", TWO_SECONDS);
        clock.addAndGet(1);
        store.change("k", old -> old);
        clock.addAndGet(2 * SECOND - 2);
        assertThat(store.get("k")).isEqualTo("v");
        clock.addAndGet(1);
        assertThat(store.get("k")).isNull();
    }

    @Test
    @DisplayName("changes nothing if it throws")
    void failing() {
        store.put("k", "v", TWO_SECONDS);
        assertThatThrownBy(() -> store.change("k", old -> {
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");
        assertThat(store.find("k")).isEqualTo(new ValueWithRemainingTtl<>("v", TWO_SECONDS));
    }

    @Test
    @DisplayName("is one step: none is lost among threads")
    void atomic() throws InterruptedException {
        int threads = 4;
        int changes = 2_000;
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    return;
                }
                for (int n = 0; n < changes; n++) {
                    store.change("k", old -> {
                        int before = old == null ? 0 : Integer.parseInt(old.value());
                        return new ValueWithRemainingTtl<>(String.valueOf(before + 1), TWO_SECONDS);
                    });
                }
            });
            thread.start();
            all.add(thread);
        }
        start.countDown();
        for (Thread thread : all) {
            thread.join();
        }
        assertThat(store.get("k")).isEqualTo(String.valueOf(threads * changes));
    }
}
