package io.redoubt.tck.cache;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.Ttl;
import io.redoubt.api.cache.Counter;
import io.redoubt.tck.ConcurrentCalls;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for {@link Counter}, an integer stored under a cache key, on Redis and in memory. */
public abstract class CounterContract extends CacheContractBase {

    private static final Ttl MINUTE = Ttl.of(ofMinutes(1));

    @Test
    @DisplayName("A counter begins at zero, counts up and down, and reads as a number")
    void counts() {
        Counter kills = cache().counter("zone:7:kills", MINUTE);
        assertThat(kills.get()).isZero();
        assertThat(kills.increment()).isEqualTo(1);
        assertThat(kills.add(41)).isEqualTo(42);
        assertThat(kills.decrement()).isEqualTo(41);
        assertThat(kills.get()).isEqualTo(41);
        assertThat(cache().get("zone:7:kills", Long.class)).contains(41L);
    }

    @Test
    @DisplayName("A value that is an integer can be counted on, and keeps its time to live")
    void fromValue() {
        cache().set("k", 10, Ttl.of(ofMinutes(9)));
        assertThat(cache().counter("k", MINUTE).increment()).isEqualTo(11);
        assertThat(left("k")).isGreaterThan(ofMinutes(8));
    }

    @Test
    @DisplayName("A counter gets its time to live when it is created, and later steps do not prolong it")
    void timeToLive() {
        cache().counter("k", Ttl.of(ofMinutes(5))).increment();
        assertThat(left("k")).isBetween(ofMinutes(4), ofMinutes(5));
        assertThat(cache().counter("k", Ttl.of(ofMinutes(9))).increment()).isEqualTo(2);
        assertThat(left("k")).isLessThanOrEqualTo(ofMinutes(5));
        cache().counter("brief", Ttl.of(ofMillis(100))).increment();
        on().elapse(ofMillis(101));
        assertThat(cache().exists("brief")).isFalse();
        assertThat(cache().counter("brief", MINUTE).increment()).isEqualTo(1);
        assertThat(left("brief")).isLessThanOrEqualTo(ofMinutes(1));
    }

    @Test
    @DisplayName("A permanent counter is permanent")
    void permanent() {
        on().permanent("k");
        cache().counter("k", Ttl.permanent()).increment();
        assertThat(cache().ttl("k")).contains(Ttl.permanent());
    }

    @Test
    @DisplayName("A counter is exact beyond the digits of a double, and refuses to go beyond 64 bits")
    void bounds() {
        Counter counter = cache().counter("k", MINUTE);
        assertThat(counter.add(Long.MAX_VALUE - 1)).isEqualTo(Long.MAX_VALUE - 1);
        assertThat(counter.increment()).isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(counter::increment).isInstanceOf(StoreRejectedException.class);
        assertThat(counter.get()).isEqualTo(Long.MAX_VALUE);
        Counter low = cache().counter("low", MINUTE);
        assertThat(low.add(Long.MIN_VALUE + 1)).isEqualTo(Long.MIN_VALUE + 1);
        assertThat(low.decrement()).isEqualTo(Long.MIN_VALUE);
        assertThatThrownBy(low::decrement).isInstanceOf(StoreRejectedException.class);
    }

    @Test
    @DisplayName("A value that is not an integer is refused, and stays")
    void notANumber() {
        for (Object value : List.of("text", "12", 1.5, List.of(1))) {
            cache().set("k", value, MINUTE);
            Counter counter = cache().counter("k", MINUTE);
            assertThatThrownBy(counter::increment)
                    .isInstanceOf(StoreRejectedException.class)
                    .hasMessageContaining("'k'");
            assertThatThrownBy(counter::get).isInstanceOf(StoreRejectedException.class);
            assertThat(cache().exists("k")).isTrue();
        }
    }

    @Test
    @DisplayName("Steps of many threads are each counted once")
    void concurrent() {
        Counter counter = cache().counter("k", MINUTE);
        try (ConcurrentCalls callers = ConcurrentCalls.of(16)) {
            callers.all(() -> {
                for (int step = 0; step < 50; step++) {
                    counter.increment();
                }
                return counter;
            });
        }
        assertThat(counter.get()).isEqualTo(800);
    }

    private Duration left(String key) {
        return cache().ttl(key).orElseThrow().expiring(key);
    }
}
