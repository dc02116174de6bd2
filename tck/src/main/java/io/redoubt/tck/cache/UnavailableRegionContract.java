package io.redoubt.tck.cache;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.Ttl;
import io.redoubt.api.cache.LoadedValue;
import io.redoubt.api.cache.LoadedValue.Origin;
import io.redoubt.api.cache.Lookup;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.WriteThrough;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.routing.RedisDriverFactory;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.ConcurrentCalls;
import io.redoubt.tck.InterruptAssertions;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.ThreadLeaks;
import io.redoubt.test.net.ClosedPort;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Contract tests for a cache {@link Region} while its Redis server does not answer, and after the server has recovered.
 */
public abstract class UnavailableRegionContract {

    private static final Duration TIMEOUT = ofMillis(200);
    private static final Duration PATIENT = ofSeconds(30);
    private static final RegionSpec<String, String> SPEC =
            RegionSpec.of("names", String.class).ttl(ofMinutes(10));

    /** The driver under test. */
    protected abstract RedisDriverProvider provider();

    /** The cache under test. */
    protected abstract CacheUnderTest open(RedisDriver driver, Duration timeout);

    private void at(String host, int port, Consumer<CacheUnderTest> test) {
        at(host, port, TIMEOUT, test);
    }

    private void at(String host, int port, Duration timeout, Consumer<CacheUnderTest> test) {
        Invariant.Snapshot threads = ThreadLeaks.none().snapshot();
        RedisSettings settings =
                RedisSettings.builder().node(new Node(host, port)).build();
        try (RedisDriver driver = RedisDriverFactory.open(provider(), settings, System::nanoTime);
                CacheUnderTest cache = open(driver, timeout)) {
            test.accept(cache);
        }
        threads.verify();
    }

    private void withoutServer(Consumer<CacheUnderTest> test) {
        try (ClosedPort nobody = ClosedPort.find()) {
            at(nobody.host(), nobody.port(), test);
        }
    }

    @Test
    @DisplayName("Reads fall through to the loader, lookups say so, and writes throw")
    void fallsThrough() {
        withoutServer(cache -> {
            Region<String, String> region = cache.store().region(SPEC);
            assertThat(region.fetch("a", id -> "A")).isEqualTo(new LoadedValue<>("A", Origin.LOADED_STORE_DOWN));
            assertThat(region.getAll(List.of("a", "b"), id -> java.util.Map.of("a", "A")))
                    .containsExactly(java.util.Map.entry("a", "A"));
            assertThat(region.lookup("a")).isInstanceOf(Lookup.Unavailable.class);
            List<org.assertj.core.api.ThrowableAssert.ThrowingCallable> writes = List.of(
                    () -> region.put("a", "A"),
                    () -> region.invalidate("a"),
                    () -> region.markStale("a"),
                    () -> region.invalidateTag("tag"),
                    region::clear);
            for (var write : writes) {
                assertThatThrownBy(write).isInstanceOf(StoreUnavailableException.class);
            }
            assertThat(region.statistics().loadsWhileDown()).isEqualTo(3);
            assertThat(region.statistics().replaysPending()).isPositive();
        });
    }

    @Test
    @DisplayName("Callers of one key share one load all the same")
    void singleFlight() {
        withoutServer(cache -> {
            Region<String, String> region = cache.store().region(SPEC);
            AtomicInteger loads = new AtomicInteger();
            BlockingLoader held = new BlockingLoader("A");
            try (ConcurrentCalls callers = ConcurrentCalls.of(4)) {
                List<Future<Object>> calls = callers.outcomes(() -> region.get("a", (id, load) -> {
                    loads.incrementAndGet();
                    return held.load(id, load);
                }));
                held.awaitBegun();
                // Each has heard that the store does not answer, and so waits for the load.
                Awaitility.await()
                        .atMost(ofSeconds(30))
                        .until(() -> region.statistics().misses() == 4);
                callers.awaitBlocked(4);
                held.letGo();
                for (Future<Object> call : calls) {
                    assertThat(ConcurrentCalls.result(call)).isEqualTo("A");
                }
                assertThat(loads).hasValue(1);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    @DisplayName("Beyond the limit of loads, callers get the store's failure")
    void bulkhead() {
        withoutServer(cache -> {
            Region<String, String> region = cache.store().region(SPEC.loadsWhileDown(1));
            BlockingLoader held = new BlockingLoader("A");
            try (ConcurrentCalls callers = ConcurrentCalls.of(1)) {
                Future<Object> first =
                        callers.outcomes(() -> region.get("a", held)).get(0);
                held.awaitBegun();
                assertThatThrownBy(() -> region.get("b", id -> "B")).isInstanceOf(StoreUnavailableException.class);
                held.letGo();
                assertThat(ConcurrentCalls.result(first)).isEqualTo("A");
                assertThat(region.get("b", id -> "B")).isEqualTo("B");
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    @DisplayName("An invalidation that did not arrive is repeated, and until then what it concerns is not trusted")
    void replayed() {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults())) {
            at(server.host(), server.port(), cache -> {
                Region<String, String> region = cache.store().region(SPEC);
                Region<String, String> same = cache.store().region(SPEC);
                List<Consumer<Region<String, String>>> invalidations = List.of(
                        each -> each.invalidate("a"),
                        each -> each.put("a", "newer"),
                        each -> each.invalidateTag("tag"),
                        Region::clear);
                for (Consumer<Region<String, String>> invalidation : invalidations) {
                    store(region);
                    server.suspend();
                    assertThatThrownBy(() -> invalidation.accept(region)).isInstanceOf(StoreUnavailableException.class);
                    assertThat(region.statistics().replaysPending()).isEqualTo(1);
                    server.resume();
                    while (region.statistics().replaysPending() > 0) {
                        assertThat(RegionContractBase.stored(same, "a")).isNotEqualTo("old");
                        assertThat(region.get("a", id -> "now")).isNotEqualTo("old");
                    }
                    Awaitility.await()
                            .atMost(ofSeconds(30))
                            .until(() -> region.fetch("a", id -> "now").origin() != Origin.LOADED_STORE_DOWN);
                    assertThat(RegionContractBase.stored(same, "a")).isNotEqualTo("old");
                }
            });
        }
    }

    @Test
    @DisplayName("What is written through meanwhile is in the source, and the old value is never seen again")
    void writtenThrough() {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults())) {
            at(server.host(), server.port(), cache -> {
                Region<String, String> region = cache.store().region(SPEC);
                Region<String, String> same = cache.store().region(SPEC);
                AtomicReference<String> source = new AtomicReference<>("old");
                WriteThrough<String, String> through = region.writeThrough((key, value) -> source.set(value));
                store(region);
                server.suspend();
                through.put("a", "newer");
                assertThat(source).hasValue("newer");
                assertThat(region.statistics().replaysPending()).isEqualTo(1);
                server.resume();
                while (region.statistics().replaysPending() > 0) {
                    assertThat(RegionContractBase.stored(same, "a")).isNotEqualTo("old");
                    assertThat(region.get("a", id -> source.get())).isEqualTo("newer");
                }
                assertThat(RegionContractBase.stored(same, "a")).isNotEqualTo("old");
                assertThat(region.get("a", id -> source.get())).isEqualTo("newer");
            });
        }
    }

    private static void store(Region<String, String> region) {
        Awaitility.await().atMost(ofSeconds(30)).ignoreExceptions().until(() -> {
            region.put("a", "old", "tag");
            return region.statistics().replaysPending() == 0
                    && RegionContractBase.stored(region, "a").equals("old");
        });
    }

    @Test
    @DisplayName("An interrupted wait for the server does not ask the loader, and the region goes on afterwards")
    void interrupted() {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults())) {
            at(server.host(), server.port(), PATIENT, cache -> {
                Region<String, String> region = cache.store().region(SPEC);
                store(region);
                server.suspend();
                AtomicInteger loads = new AtomicInteger();
                try {
                    InterruptAssertions.interrupt(
                            () -> region.get("b", id -> "B" + loads.incrementAndGet()), () -> true);
                    InterruptAssertions.interrupt(
                            () -> {
                                cache.store().set("k", "v", Ttl.of(ofMinutes(1)));
                                return null;
                            },
                            () -> true);
                } catch (Exception e) {
                    throw new AssertionError(e);
                } finally {
                    server.resume();
                }
                assertThat(loads).hasValue(0);
                assertThat(region.get("b", id -> "B")).isEqualTo("B");
            });
        }
    }
}
