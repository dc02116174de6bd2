package io.redoubt.tck.cache;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;

import io.redoubt.api.cache.ContextLoader;
import io.redoubt.api.cache.LoadedValue;
import io.redoubt.api.cache.Loader;
import io.redoubt.api.cache.Lookup;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.tck.backend.RedisBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;

/**
 * Base class of the contract tests for cache regions. It provides a region, the same region as another process sees it,
 * and a loader that counts its calls.
 */
abstract class RegionContractBase extends CacheContractBase {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    final AtomicInteger loads = new AtomicInteger();
    private final ExecutorService others = Executors.newCachedThreadPool();

    @AfterEach
    void endOthers() {
        others.shutdownNow();
    }

    /** The lease outlasts every pause of a busy machine: a load that exceeds it is not stored. */
    static RegionSpec<String, String> spec() {
        return RegionSpec.of("names", String.class).ttl(ofMinutes(10)).lease(ofMinutes(1));
    }

    final Region<String, String> region(RegionSpec<String, String> spec) {
        return cache().region(spec);
    }

    /** The region as another process has it; in this process, at least as another object. */
    final Region<String, String> elsewhere(RegionSpec<String, String> spec) {
        return on() instanceof RedisBackend ? openCache().store().region(spec) : cache().region(spec);
    }

    /** A loader that gives this value. */
    final ContextLoader<String, String> gives(String value, String... tags) {
        return (id, load) -> {
            loads.incrementAndGet();
            load.tags(tags);
            return value;
        };
    }

    final Loader<String, String> fails(String message) {
        return id -> {
            loads.incrementAndGet();
            throw new IllegalStateException(message);
        };
    }

    /** Has another thread make the call. */
    final <T> Future<T> meanwhile(Callable<T> call) {
        return others.submit(call);
    }

    static <T> T result(Future<T> future) throws Exception {
        return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    static LoadedValue<String> loaded(String value) {
        return new LoadedValue<>(value, LoadedValue.Origin.LOADED);
    }

    static LoadedValue<String> cached(String value) {
        return new LoadedValue<>(value, LoadedValue.Origin.CACHED);
    }

    static LoadedValue<String> stale(String value) {
        return new LoadedValue<>(value, LoadedValue.Origin.STALE);
    }

    static LoadedValue<String> notStored(String value) {
        return new LoadedValue<>(value, LoadedValue.Origin.LOADED_NOT_STORED);
    }

    /** What is stored: the value, or what kind of lookup there is instead. */
    static String stored(Region<String, String> region, String key) {
        Lookup<String> lookup = region.lookup(key);
        if (lookup instanceof Lookup.Hit<String> hit) {
            return hit.found();
        }
        return lookup instanceof Lookup.Stale<String> stale
                ? "stale " + stale.found()
                : lookup.getClass().getSimpleName();
    }

    static void awaitStored(Region<String, String> region, String key, String value) {
        Awaitility.await()
                .pollInterval(ofMillis(5))
                .atMost(PATIENCE)
                .until(() -> stored(region, key).equals(value));
    }

    static List<String> numbered(String name, int count) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(name + i);
        }
        return all;
    }
}
