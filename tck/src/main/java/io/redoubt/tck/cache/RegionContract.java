package io.redoubt.tck.cache;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.TypeRef;
import io.redoubt.api.cache.LoadFailedException;
import io.redoubt.api.cache.Loader;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.tck.ConcurrentCalls;
import io.redoubt.tck.backend.RedisBackend;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Contract tests for the basic behaviour of a cache {@link Region}, on Redis and in memory: loading, storing,
 * invalidating and failing loaders.
 */
public abstract class RegionContract extends CacheContractBase {

    private final AtomicInteger loads = new AtomicInteger();
    private Region<String, SampleProfile> profiles;

    @BeforeEach
    void openRegion() {
        profiles = cache().region(spec());
    }

    private static RegionSpec<String, SampleProfile> spec() {
        return RegionSpec.of("profiles", SampleProfile.class)
                .key("user:{id}:profile")
                .ttl(ofMinutes(1));
    }

    private SampleProfile get(String id) {
        return Objects.requireNonNull(profiles.get(id, missing -> {
            loads.incrementAndGet();
            return SampleProfile.named(missing);
        }));
    }

    @Nested
    @DisplayName("A region")
    class Basics {

        @Test
        @DisplayName("loads what is missing once, and keeps it for its time to live")
        void loadsOnce() {
            Region<String, SampleProfile> brief = cache().region(spec().ttl(ofMillis(100)));
            AtomicInteger runs = new AtomicInteger();
            Loader<String, SampleProfile> loader = id -> {
                runs.incrementAndGet();
                return SampleProfile.named(id);
            };
            assertThat(profiles.get("Ada", loader)).isEqualTo(SampleProfile.named("Ada"));
            assertThat(profiles.get("Ada", loader)).isEqualTo(SampleProfile.named("Ada"));
            assertThat(runs).hasValue(1);
            brief.get("Bo", loader);
            on().elapse(ofMillis(101));
            brief.get("Bo", loader);
            assertThat(runs).hasValue(3);
            assertThat(profiles.get("Ada", loader)).isEqualTo(SampleProfile.named("Ada"));
            assertThat(cache().statistics().loads()).isEqualTo(3);
        }

        @Test
        @DisplayName("is shared with other views of the same name, and separate from other names and from the store")
        void names() {
            get("Ada");
            Region<String, SampleProfile> same = cache().region(spec());
            assertThat(same.get("Ada", id -> null)).isEqualTo(SampleProfile.named("Ada"));
            Region<String, SampleProfile> other = cache().region(RegionSpec.of("others", SampleProfile.class)
                    .key("user:{id}:profile")
                    .ttl(ofMinutes(1)));
            assertThat(other.get("Ada", id -> null)).isNull();
            assertThat(cache().exists("user:Ada:profile")).isFalse();
        }

        @Test
        @DisplayName("keeps keys of any characters apart")
        void keys() {
            for (String id : List.of("a", "a:b", "a%3Ab", "{a}", "*", "ключ", "a\u0000b")) {
                assertThat(get(id)).isEqualTo(SampleProfile.named(id));
            }
            assertThat(loads).hasValue(7);
        }

        @Test
        @DisplayName("returns a null of the loader, and does not store it")
        void nothingThere() {
            assertThat(profiles.get("nobody", id -> null)).isNull();
            get("nobody");
            assertThat(loads).hasValue(1);
        }

        @Test
        @DisplayName("gives what was put, and loads again what was invalidated")
        void putAndInvalidate() {
            profiles.put("Ada", SampleProfile.named("put"));
            assertThat(get("Ada")).isEqualTo(SampleProfile.named("put"));
            profiles.invalidate("Ada");
            assertThat(get("Ada")).isEqualTo(SampleProfile.named("Ada"));
            profiles.invalidate("nobody");
        }

        @Test
        @DisplayName("takes keys of any type by their text, and values of types with parameters")
        void types() {
            Region<Integer, List<String>> friends = cache().region(
                            RegionSpec.of("friends", new TypeRef<List<String>>() {})
                                    .keyedBy(Integer.class, Object::toString)
                                    .ttl(ofMinutes(1)));
            assertThat(friends.get(7, id -> List.of("f" + id))).containsExactly("f7");
            assertThat(friends.get(7, id -> List.of())).containsExactly("f7");
        }

        @Test
        @DisplayName("overwrites what does not decode, as when a class has changed")
        void undecodable() {
            Region<String, String> before = cache().region(RegionSpec.of("profiles", String.class)
                    .key("user:{id}:profile")
                    .ttl(ofMinutes(1)));
            before.put("Ada", "the old form");
            assertThat(get("Ada")).isEqualTo(SampleProfile.named("Ada"));
            assertThat(get("Ada")).isEqualTo(SampleProfile.named("Ada"));
            assertThat(loads).hasValue(1);
        }

        @Test
        @DisplayName("without a time to live is refused, and so is an empty key")
        void wrongInput() {
            assertThatThrownBy(() -> cache().region(RegionSpec.of("profiles", SampleProfile.class)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("profiles")
                    .hasMessageContaining(".ttl(");
            assertThatThrownBy(() -> get("")).isInstanceOf(InvalidInputException.class);
            assertThat(loads).hasValue(0);
        }
    }

    @Nested
    @DisplayName("A loader's failure")
    class Failing {

        @Test
        @DisplayName("reaches the caller as it is if it is unchecked, and nothing is stored")
        void unchecked() {
            IllegalStateException failure = new IllegalStateException("source is down");
            assertThatThrownBy(() -> profiles.get("Ada", id -> {
                        throw failure;
                    }))
                    .isSameAs(failure);
            assertThat(get("Ada")).isEqualTo(SampleProfile.named("Ada"));
        }

        @Test
        @DisplayName("is a cause if it is checked")
        void checked() {
            IOException failure = new IOException("disk");
            assertThatThrownBy(() -> profiles.get("Ada", id -> {
                        throw failure;
                    }))
                    .isInstanceOf(LoadFailedException.class)
                    .hasMessageContaining("user:Ada:profile")
                    .hasCause(failure);
        }

        @Test
        @DisplayName("is certain if it asks for the key that it is loading; another key is fine")
        void recursive() {
            assertThatThrownBy(() -> profiles.get("Ada", id -> get("Ada")))
                    .isInstanceOf(LoadFailedException.class)
                    .hasMessageContaining("asks for the key that it is loading");
            assertThat(profiles.get("Ada", id -> get("Bo"))).isEqualTo(SampleProfile.named("Bo"));
        }

        @Test
        @DisplayName("reaches all who waited for it, and the next caller loads anew")
        void shared() throws Exception {
            try (ConcurrentCalls callers = ConcurrentCalls.of(8)) {
                CountDownLatch begun = new CountDownLatch(1);
                CountDownLatch go = new CountDownLatch(1);
                IllegalStateException failure = new IllegalStateException("source is down");
                List<Future<Object>> outcomes = callers.outcomes(() -> profiles.get("Ada", id -> {
                    loads.incrementAndGet();
                    begun.countDown();
                    go.await();
                    throw failure;
                }));
                begun.await();
                // Each has found nothing stored, and so waits for the load, not for the store any more.
                Awaitility.await()
                        .atMost(ofSeconds(30))
                        .until(() -> profiles.statistics().misses() == 8);
                callers.awaitBlocked(8);
                go.countDown();
                for (Future<Object> outcome : outcomes) {
                    assertThat(outcome.get()).isSameAs(failure);
                }
                assertThat(loads).hasValue(1);
                get("Ada");
                assertThat(loads).hasValue(2);
            }
        }
    }

    @Nested
    @DisplayName("Single flight:")
    class SingleFlight {

        @Test
        @DisplayName("callers who miss the same key together share one load")
        void oneLoad() throws Exception {
            try (ConcurrentCalls callers = ConcurrentCalls.of(32)) {
                for (int round = 0; round < 50; round++) {
                    String id = "round-" + round;
                    int before = loads.get();
                    for (Future<Object> outcome : callers.outcomes(() -> get(id))) {
                        assertThat(outcome.get()).isEqualTo(SampleProfile.named(id));
                    }
                    assertThat(loads.get() - before)
                            .as("loads in round %s", round)
                            .isEqualTo(1);
                }
            }
        }

        @Test
        @DisplayName("a load that is overtaken by an invalidation is not stored, and not joined by later callers")
        void overtaken() throws Exception {
            try (ConcurrentCalls callers = ConcurrentCalls.of(1)) {
                for (boolean byPut : new boolean[] {false, true}) {
                    CountDownLatch begun = new CountDownLatch(1);
                    CountDownLatch go = new CountDownLatch(1);
                    Future<Object> old = callers.outcomes(() -> profiles.get("Ada", id -> {
                                begun.countDown();
                                go.await();
                                return SampleProfile.named("old");
                            }))
                            .get(0);
                    begun.await();
                    if (byPut) {
                        profiles.put("Ada", SampleProfile.named("new"));
                    } else {
                        profiles.invalidate("Ada");
                    }
                    SampleProfile later = profiles.get("Ada", id -> SampleProfile.named("new"));
                    assertThat(later).isEqualTo(SampleProfile.named("new"));
                    go.countDown();
                    assertThat(old.get()).isEqualTo(SampleProfile.named("old"));
                    assertThat(get("Ada")).isEqualTo(SampleProfile.named("new"));
                    profiles.invalidate("Ada");
                }
            }
        }

        @Test
        @DisplayName("in many races of load and invalidation nothing old is left in the store")
        void races() throws Exception {
            // Every run on Redis adds to the others'; what takes no round trips is the most.
            races(on() instanceof RedisBackend ? 100 : 1000);
        }

        @Test
        @Tag("slow")
        @DisplayName("in three thousand races of load and invalidation nothing old is left in the store")
        void manyRaces() throws Exception {
            races(3_000);
        }

        private void races(int rounds) throws Exception {
            AtomicInteger source = new AtomicInteger();
            try (ConcurrentCalls callers = ConcurrentCalls.of(4)) {
                for (int round = 0; round < rounds; round++) {
                    List<Future<Object>> readers =
                            callers.outcomes(() -> profiles.get("Ada", id -> SampleProfile.named("v" + source.get())));
                    String newest = "v" + source.incrementAndGet();
                    profiles.invalidate("Ada");
                    assertThat(profiles.get("Ada", id -> SampleProfile.named("v" + source.get())))
                            .as("round %s", round)
                            .isEqualTo(SampleProfile.named(newest));
                    for (Future<Object> reader : readers) {
                        assertThat(reader.get()).isInstanceOf(SampleProfile.class);
                    }
                    assertThat(profiles.get("Ada", id -> SampleProfile.named("v" + source.get())))
                            .isEqualTo(SampleProfile.named(newest));
                }
            }
        }
    }
}
