package io.redoubt.tck.cache;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.cache.LoadFailedException;
import io.redoubt.api.cache.LoadedValue;
import io.redoubt.api.cache.Lookup;
import io.redoubt.api.cache.Lookup.Source;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionStatistics;
import io.redoubt.tck.log.CapturedLog;
import java.util.List;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Contract tests for how long a cache {@link Region} returns stored values, when values become stale, and when they are
 * reloaded.
 */
public abstract class RegionFreshnessContract extends RegionContractBase {

    @Nested
    @DisplayName("A lookup says")
    class Lookups {

        @Test
        @DisplayName("hit, stale, negative or miss, and the age")
        void kinds() {
            Region<String, String> region =
                    region(spec().staleOnError(ofHours(1)).negativeTtl(ofMinutes(1)));
            assertThat(region.lookup("a")).isEqualTo(new Lookup.Miss<>());
            region.put("a", "A");
            on().elapse(ofMillis(20));
            assertThat(region.lookup("a")).isInstanceOfSatisfying(Lookup.Hit.class, hit -> {
                assertThat(hit.found()).isEqualTo("A");
                assertThat(hit.source()).isEqualTo(Source.STORE);
            });
            Lookup.Hit<String> hit = (Lookup.Hit<String>) region.lookup("a");
            assertThat(hit.age().orElseThrow()).isBetween(ofMillis(19), ofMinutes(5));
            region.markStale("a");
            assertThat(stored(region, "a")).isEqualTo("stale A");
            region.invalidate("a");
            assertThat(region.lookup("a")).isEqualTo(new Lookup.Miss<>());
            region.get("b", id -> null);
            assertThat(region.lookup("b")).isInstanceOf(Lookup.Negative.class);
        }
    }

    @Nested
    @DisplayName("That there is no such thing")
    class Negatives {

        @Test
        @DisplayName("is remembered for its own time, until something is put or invalidated")
        void remembered() {
            Region<String, String> region = region(spec().negativeTtl(ofMillis(100)));
            assertThat(region.fetch("a", id -> null)).isEqualTo(new LoadedValue<>(null, LoadedValue.Origin.LOADED));
            region.put("a", "A");
            assertThat(region.get("a", gives("no"))).isEqualTo("A");
            region.invalidate("a");
            region.fetch("a", id -> null);
            on().elapse(ofMillis(101));
            assertThat(region.get("a", gives("B"))).isEqualTo("B");
        }

        @Test
        @DisplayName("is a hit while it lasts")
        void hit() {
            Region<String, String> region = region(spec().negativeTtl(ofMinutes(1)));
            region.fetch("a", id -> null);
            assertThat(region.fetch("a", gives("no"))).isEqualTo(new LoadedValue<>(null, LoadedValue.Origin.CACHED));
            assertThat(loads).hasValue(0);
            assertThat(region.statistics().negatives()).isEqualTo(1);
        }

        @Test
        @DisplayName("removes a value that is loaded again, even where it is not remembered")
        void gone() {
            Region<String, String> region = region(spec().staleOnError(ofHours(1)));
            region.put("a", "A");
            region.markStale("a");
            assertThat(region.fetch("a", id -> null).value()).isNull();
            assertThat(stored(region, "a")).isEqualTo("Miss");
        }
    }

    @Test
    @DisplayName("A value of another schema version is a miss, and is overwritten")
    void schema() {
        Region<String, String> one = region(spec().schemaVersion(1));
        Region<String, String> two = region(spec().schemaVersion(2));
        one.put("a", "one");
        assertThat(stored(two, "a")).isEqualTo("Miss");
        assertThat(two.fetch("a", gives("two"))).isEqualTo(loaded("two"));
        assertThat(stored(one, "a")).isEqualTo("Miss");
    }

    @Test
    @DisplayName("A loader may give its value another time to live")
    void ownTtl() {
        Region<String, String> region = region(spec());
        region.fetch("a", (id, load) -> {
            load.ttl(ofMillis(100));
            return "brief";
        });
        on().elapse(ofMillis(101));
        assertThat(stored(region, "a")).isEqualTo("Miss");
    }

    @Nested
    @DisplayName("A value past its end")
    class Stale {

        @Test
        @DisplayName("is returned where its loader fails, which is not repeated for a while in any process")
        void onError() {
            Region<String, String> region = region(spec().staleOnError(ofHours(1), ofHours(1)));
            Region<String, String> other = elsewhere(spec().staleOnError(ofHours(1), ofHours(1)));
            region.put("a", "A");
            region.markStale("a");
            assertThat(region.fetch("a", fails("down"))).isEqualTo(stale("A"));
            assertThat(region.fetch("a", fails("down"))).isEqualTo(stale("A"));
            assertThat(other.fetch("a", fails("down"))).isEqualTo(stale("A"));
            assertThat(loads).hasValue(1);
        }

        @Test
        @DisplayName("that is returned counts as stale only, one that is replaced as a miss, each read once")
        void countedOnce() {
            Region<String, String> region = region(spec().staleOnError(ofHours(1), ofMillis(100)));
            region.put("a", "A");
            region.markStale("a");
            for (int i = 0; i < 4; i++) {
                assertThat(region.fetch("a", fails("down"))).isEqualTo(stale("A"));
            }
            assertThat(region.statistics().stale()).isEqualTo(4);
            assertThat(region.statistics().misses()).isZero();
            on().elapse(ofMillis(101));
            Awaitility.await()
                    .pollInterval(ofMillis(5))
                    .atMost(PATIENCE)
                    .until(() -> region.fetch("a", gives("new")).equals(loaded("new")));
            RegionStatistics counted = region.statistics();
            assertThat(counted.misses()).isEqualTo(1);
            assertThat(counted.hits()).isZero();
            assertThat(cache().statistics().hits()).isEqualTo(counted.stale());
            assertThat(cache().statistics().misses()).isEqualTo(1);
        }

        @Test
        @DisplayName("that another process loads meanwhile counts as one miss")
        void waited() throws Exception {
            Region<String, String> region = region(spec());
            Region<String, String> other = elsewhere(spec());
            BlockingLoader held = new BlockingLoader("theirs");
            Future<LoadedValue<String>> theirs = meanwhile(() -> other.fetch("a", held));
            held.awaitBegun();
            Future<LoadedValue<String>> mine = meanwhile(() -> region.fetch("a", fails("not me")));
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() ->
                            region.statistics().misses() + region.statistics().waits() == 2);
            held.letGo();
            assertThat(result(theirs)).isEqualTo(loaded("theirs"));
            assertThat(result(mine).value()).isEqualTo("theirs");
            assertThat(region.statistics().misses()).isEqualTo(1);
            assertThat(region.statistics().hits()).isZero();
        }

        @Test
        @DisplayName("that is returned because its loader fails is logged with the reason, and the stack at DEBUG")
        void logged() {
            Region<String, String> region = region(spec().key("name:{id}").staleOnError(ofHours(1), ofHours(1)));
            region.put("a-key", "A");
            region.markStale("a-key");
            try (CapturedLog log = CapturedLog.of("io.redoubt.cache")) {
                CapturedLog.Excerpt since = log.fromHere();
                region.fetch("a-key", fails("the source is down"));
                assertThat(since.count(
                                "WARN",
                                List.of("region names, key name:{id}: a stale value is returned, because"
                                        + " its load failed: java.lang.IllegalStateException: the source is down")))
                        .isEqualTo(1);
                assertThat(since.count("DEBUG", List.of("IllegalStateException: the source is down")))
                        .isEqualTo(1);
                assertThat(log.lines()).noneMatch(line -> line.contains("a-key"));
            }
        }

        @Test
        @DisplayName("is loaded again a while after its loader failed")
        void again() {
            Region<String, String> region = region(spec().staleOnError(ofHours(1), ofMillis(100)));
            region.put("a", "A");
            region.markStale("a");
            assertThat(region.fetch("a", fails("down"))).isEqualTo(stale("A"));
            on().elapse(ofMillis(101));
            Awaitility.await()
                    .pollInterval(ofMillis(5))
                    .atMost(PATIENCE)
                    .until(() -> region.fetch("a", gives("new")).equals(loaded("new")));
            assertThat(stored(region, "a")).isEqualTo("new");
        }

        @Test
        @DisplayName("is not returned after its hard cap, nor after an invalidation")
        void cap() {
            Region<String, String> region = region(spec().ttl(ofMillis(50)).staleOnError(ofMillis(50)));
            region.put("a", "A");
            on().elapse(ofMillis(101));
            assertThatThrownBy(() -> region.fetch("a", fails("down"))).hasMessage("down");
            Region<String, String> tagged = region(spec().staleOnError(ofHours(1)));
            tagged.put("b", "B", "tag");
            tagged.markStale("b");
            tagged.invalidateTag("tag");
            assertThatThrownBy(() -> tagged.fetch("b", fails("down"))).hasMessage("down");
        }

        @Test
        @DisplayName("is returned at once and loaded again in the background, where the region says so")
        void whileRevalidate() throws Exception {
            Region<String, String> region = region(spec().staleWhileRevalidate(ofHours(1)));
            region.put("a", "A");
            region.markStale("a");
            BlockingLoader held = new BlockingLoader("new");
            assertThat(region.fetch("a", held)).isEqualTo(stale("A"));
            held.awaitBegun();
            assertThat(region.fetch("a", fails("not me"))).isEqualTo(stale("A"));
            assertThat(region.statistics().stale()).isEqualTo(2);
            held.letGo();
            awaitStored(region, "a", "new");
            assertThat(loads).hasValue(0);
        }

        @Test
        @DisplayName("is removed by expire where the region keeps no such values")
        void expireWithoutGrace() {
            Region<String, String> region = region(spec());
            region.put("a", "A");
            region.markStale("a");
            assertThat(stored(region, "a")).isEqualTo("Miss");
        }
    }

    @Nested
    @DisplayName("A loader that takes too long")
    class Timeouts {

        @Test
        @DisplayName("is left after the soft timeout for a stale value, and its value is stored later")
        void soft() throws Exception {
            Region<String, String> region =
                    region(spec().staleOnError(ofHours(1)).softTimeout(ofMillis(50)));
            region.put("a", "A");
            region.markStale("a");
            BlockingLoader slow = new BlockingLoader("new");
            assertThat(region.fetch("a", slow)).isEqualTo(stale("A"));
            slow.awaitBegun();
            slow.letGo();
            awaitStored(region, "a", "new");
        }

        @Test
        @DisplayName("is waited for beyond the soft timeout where there is no other value")
        void softWithoutValue() throws Exception {
            Region<String, String> region =
                    region(spec().staleOnError(ofHours(1)).softTimeout(ofMillis(1)));
            BlockingLoader slow = new BlockingLoader("A");
            Future<LoadedValue<String>> call = meanwhile(() -> region.fetch("a", slow));
            slow.awaitBegun();
            slow.letGo();
            assertThat(result(call)).isEqualTo(loaded("A"));
        }

        @Test
        @DisplayName("is left after the hard timeout, and its value is stored later")
        void hard() throws Exception {
            Region<String, String> region = region(spec().hardTimeout(ofMillis(300)));
            BlockingLoader slow = new BlockingLoader("A");
            assertThatThrownBy(() -> region.fetch("a", slow))
                    .isInstanceOf(LoadFailedException.class)
                    .hasMessageContaining("waited PT0.3S");
            slow.letGo();
            awaitStored(region, "a", "A");
        }

        @Test
        @DisplayName("is waited for by others after the caller on whose thread it ran was interrupted")
        void interrupted() throws Exception {
            Region<String, String> region = region(spec());
            BlockingLoader slow = new BlockingLoader("A");
            Future<LoadedValue<String>> leader = meanwhile(() -> region.fetch("a", slow));
            slow.awaitBegun();
            Future<LoadedValue<String>> waiter = meanwhile(() -> region.fetch("a", gives("B")));
            leader.cancel(true);
            assertThat(result(waiter)).isEqualTo(loaded("B"));
        }

        @Test
        @DisplayName("because it waits for a load that waits for it ends by the hard timeout")
        void cycle() throws Exception {
            Region<String, String> region = region(spec().hardTimeout(ofMillis(300)));
            Future<String> one =
                    meanwhile(() -> region.get("a", id -> region.get("b", inner -> region.get("a", gives("no")))));
            assertThatThrownBy(() -> result(one)).hasCauseInstanceOf(LoadFailedException.class);
        }
    }
}
