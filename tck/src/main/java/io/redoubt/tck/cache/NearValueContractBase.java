package io.redoubt.tck.cache;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;

import io.redoubt.api.Ttl;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.NearCacheStatistics;
import io.redoubt.tck.backend.Backend;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ThrowingRunnable;

/** Base class of the contract tests for a {@link CacheStore} with near caches for two key prefixes. */
abstract class NearValueContractBase extends CacheContractBase {

    static final Duration PATIENCE = Duration.ofSeconds(30);
    static final Ttl LONG = Ttl.of(ofMinutes(10));
    static final NearCacheSettings NEAR = NearCacheSettings.maxEntries(1_000).maxAge(ofMinutes(10));

    /** The cache under test, with near caches of values by key prefix. */
    protected abstract CacheUnderTest open(Backend backend, Map<String, NearCacheSettings> near);

    /** Returns the settings of near caches with these ones, with which the contract is to hold. */
    NearCacheSettings near(NearCacheSettings settings) {
        return settings;
    }

    /** Returns the state of a near cache that is in use. */
    NearCacheStatistics.State inUse() {
        return NearCacheStatistics.State.ACTIVE;
    }

    @Override
    protected final CacheUnderTest open(Backend backend) {
        return open(backend, Map.of("user:", near(NEAR), "item:", near(NEAR)));
    }

    /** Another cache on the same backend, with a near cache for {@code user:}. */
    final CacheStore openWith(NearCacheSettings settings) {
        return openCache(backend -> open(backend, Map.of("user:", near(settings))))
                .store();
    }

    static NearCacheStatistics near(CacheStore store) {
        return Objects.requireNonNull(store.statistics().near().get("user:"));
    }

    static ConditionFactory eventually() {
        return Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(ofMillis(2))
                .atMost(PATIENCE);
    }

    /** Makes assertions that hold once the reports of all earlier changes have arrived. */
    static void onceReported(ThrowingRunnable assertions) {
        eventually().untilAsserted(assertions);
    }

    /** Reads a key as text until its value, or that it has none, is near. */
    static void awaitNear(CacheStore store, String key) {
        eventually().until(() -> isNear(store, key));
    }

    static boolean isNear(CacheStore store, String key) {
        long before = near(store).hits();
        store.get(key, String.class);
        return near(store).hits() > before;
    }
}
