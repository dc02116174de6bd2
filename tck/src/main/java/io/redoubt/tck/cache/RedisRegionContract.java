package io.redoubt.tck.cache;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.cache.LoadedValue;
import io.redoubt.api.cache.Loader;
import io.redoubt.api.cache.Lookup;
import io.redoubt.api.cache.Region;
import io.redoubt.tck.ConcurrentCalls;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.CommandCost;
import io.redoubt.tck.backend.RedisBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Contract tests for a cache {@link Region} on Redis: changes made by other programs, and the number of commands of
 * each call.
 */
public abstract class RedisRegionContract extends RegionContractBase {

    private Region<String, String> region;

    @Override
    protected abstract RedisBackend backend();

    @BeforeEach
    void openRegion() {
        region = region(spec().staleOnError(ofHours(1)));
    }

    private RedisBackend redis() {
        Backend backend = on();
        return (RedisBackend) backend;
    }

    private String entry(String key) {
        return redis().prefix() + "region:names:" + key;
    }

    private String guard() {
        return redis().prefix() + "region:{names}:guard";
    }

    @Nested
    @DisplayName("Beside other programs")
    class OtherPrograms {

        @Test
        @DisplayName("a value that one of them deletes while it is loaded is not stored, nor joined by later callers")
        void deleted() throws Exception {
            BlockingLoader old = new BlockingLoader("old");
            Future<LoadedValue<String>> first = meanwhile(() -> region.fetch("a", old));
            old.awaitBegun();
            redis().raw("DEL", entry("a"));
            assertThat(region.fetch("a", gives("new"))).isEqualTo(loaded("new"));
            old.letGo();
            assertThat(result(first)).isEqualTo(notStored("old"));
            assertThat(stored(region, "a")).isEqualTo("new");
        }

        @Test
        @DisplayName("a value that one of them wrote is a hit of unknown age, and one that is not readable is replaced")
        void bare() {
            redis().raw("SET", entry("a"), "\"A\"", "EX", "60");
            assertThat(region.lookup("a"))
                    .isEqualTo(new Lookup.Hit<>("A", java.util.Optional.empty(), Lookup.Source.STORE));
            assertThat(region.fetch("a", gives("no"))).isEqualTo(cached("A"));
            Region<String, Integer> numbers = cache().region(io.redoubt.api.cache.RegionSpec.of("names", Integer.class)
                    .ttl(ofHours(1)));
            assertThat(numbers.fetch("a", id -> 7).value()).isEqualTo(7);
            assertThat(numbers.fetch("a", id -> 8).value()).isEqualTo(7);
            assertThat(cache().statistics().undecodable()).isPositive();
        }

        @Test
        @DisplayName("values that one of them stored until the year 9999 are hits")
        void longLived() {
            for (String key : List.of("a", "b")) {
                redis().raw("SET", entry(key), '"' + key + '"');
                redis().raw("EXPIREAT", entry(key), "253402300799");
            }
            assertThat(region.lookup("a"))
                    .isEqualTo(new Lookup.Hit<>("a", java.util.Optional.empty(), Lookup.Source.STORE));
            assertThat(region.fetch("a", gives("no"))).isEqualTo(cached("a"));
            assertThat(region.getAll(List.of("a", "b"), missing -> Map.of())).isEqualTo(Map.of("a", "a", "b", "b"));
        }

        @Test
        @DisplayName("the marker of a dead process is waited for until its lease ends, and no longer")
        void deadHolder() throws Exception {
            redis().raw("SET", entry("a"), "~L0123456789abcdef", "PX", "60000");
            Future<LoadedValue<String>> call = meanwhile(() -> region.fetch("a", gives("A")));
            Awaitility.await().atMost(PATIENCE).until(() -> region.statistics().waits() == 1);
            assertThat(loads).hasValue(0);
            redis().raw("PEXPIRE", entry("a"), "1");
            assertThat(result(call)).isEqualTo(loaded("A"));
            assertThat(region.statistics().waits()).isEqualTo(1);
        }

        @Test
        @DisplayName("stamps that were evicted make values invalid, and nothing old comes back with new ones")
        void evicted() {
            region.put("a", "A", "tag");
            redis().raw("DEL", guard());
            assertThat(stored(region, "a")).isEqualTo("Miss");
            region.get("b", gives("B", "tag"));
            redis().raw("DEL", redis().prefix() + "region:{names}:tag:tag");
            region.invalidateTag("other");
            assertThat(stored(region, "b")).isEqualTo("Miss");
        }
    }

    @Test
    @Tag("slow")
    @DisplayName("A hot key that is refreshed ahead is waited for once: a thousand reads a second, loads of 50 ms")
    void refreshedAhead() {
        Region<String, String> hot = region(spec().ttl(ofSeconds(1)).refreshAhead(1));
        AtomicInteger waited = new AtomicInteger();
        Loader<String, String> loader = id -> {
            loads.incrementAndGet();
            LockSupport.parkNanos(50_000_000);
            return "v";
        };
        hot.fetch("hot", loader); // the first
        try (ConcurrentCalls callers = ConcurrentCalls.of(20)) {
            callers.all(() -> {
                long next = System.nanoTime();
                for (int i = 0; i < 500; i++) {
                    next += 20_000_000; // 50 a second for each of 20
                    LockSupport.parkNanos(next - System.nanoTime());
                    if (hot.fetch("hot", loader).origin() != LoadedValue.Origin.CACHED) {
                        waited.incrementAndGet();
                    }
                }
                return "";
            });
        }
        assertThat(waited).as("of 10,000 reads, with %s loads", loads).hasValue(0);
        assertThat(loads).hasValueBetween(8, 40);
    }

    @Nested
    @DisplayName("Commands and round trips:")
    class Costs {

        @Test
        @DisplayName("a hit is three commands in one round trip, and at most four in two after a tag was invalidated")
        void hit() {
            region.get("a", gives("A", "guild:7", "guild:8"));
            region.get("b", gives("B", "guild:7", "guild:8"));
            region.fetch("a", gives("no"));
            assertThat(cost(() -> region.fetch("a", gives("no"))).counts().commands())
                    .isEqualTo(3);
            cost(() -> region.fetch("a", gives("no"))).mustBePerMaster(3, 1);
            cost(() -> region.lookup("a")).mustBePerMaster(3, 1);
            region.invalidateTag("guild:9");
            CommandCost after = cost(() -> region.fetch("a", gives("no")));
            assertThat(after.counts().commands()).isLessThanOrEqualTo(4);
            assertThat(after.counts().sequentialTrips()).isLessThanOrEqualTo(2);
            // The stamps that were seen then are good for other values, while the guard is the same.
            cost(() -> region.fetch("b", gives("no"))).mustBePerMaster(3, 1);
            assertThat(loads).hasValue(2);
        }

        @Test
        @DisplayName(
                "a miss with lease, tags and load is at most eight commands, four of them in sequence on one server")
        void miss() {
            region.get("a", gives("A", "guild:7", "guild:8"));
            region.invalidate("a");
            CommandCost miss = cost(() -> region.fetch("a", gives("A", "guild:7", "guild:8")));
            assertThat(miss.counts().commands()).as(miss.toString()).isLessThanOrEqualTo(8);
            assertThat(miss.counts().sequentialTrips()).as(miss.toString()).isLessThanOrEqualTo(4);
        }

        @Test
        @DisplayName("invalidations are one command each, and put is two")
        void changes() {
            List<Runnable> once = List.of(
                    () -> region.invalidate("a"),
                    () -> region.markStale("a"),
                    () -> region.invalidateTags(List.of("one", "two")),
                    region::clear);
            for (Runnable call : once) {
                call.run(); // sends its script
                cost(() -> {
                            call.run();
                            return "";
                        })
                        .mustBe(1, 1);
            }
            region.put("a", "A", "tag");
            CommandCost put = cost(() -> {
                region.put("a", "A", "tag");
                return "";
            });
            assertThat(put.counts().commands()).isEqualTo(2);
        }

        @Test
        @DisplayName("getAll of hits is two commands a key and one, in one round trip to each master")
        void bulk() {
            List<String> keys = numbered("key", 200);
            region.getAll(keys, missing -> {
                Map<String, String> all = new java.util.HashMap<>();
                missing.forEach(key -> all.put(key, "v"));
                return all;
            });
            cost(() -> region.getAll(keys, id -> Map.of())).mustBePerMaster(401, 1);
        }

        @Test
        @DisplayName("getAll of what does not exist takes as many round trips for 200 keys as for two")
        void bulkOfNothing() {
            region.getAll(List.of("a", "b"), id -> Map.of());
            CommandCost two = cost(() -> region.getAll(List.of("c", "d"), id -> Map.of()));
            CommandCost many = cost(() -> region.getAll(numbered("no", 200), id -> Map.of()));
            assertThat(many.counts().sequentialTrips())
                    .as(many + ", and of two " + two)
                    .isLessThanOrEqualTo(two.counts().sequentialTrips() + 2);
        }

        private CommandCost cost(Supplier<?> call) {
            List<Object> results = new ArrayList<>();
            return redis().measure(() -> results.add(call.get()));
        }
    }
}
