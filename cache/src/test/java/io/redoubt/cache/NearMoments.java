package io.redoubt.cache;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.cache.Lookup;
import io.redoubt.api.cache.Lookup.Source;
import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.api.cache.Region;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Moments at which {@link NearViews} wait or read, so that a contract that knows no near cache really uses one. */
interface NearMoments {

    /** Called with each region that a test opens. */
    default void opened(Region<?, ?> region) {}

    /** Called before each read of a region of this name. */
    default void beforeRead(String name) {}

    /** Called before each change of a region of this name. */
    default void beforeChange(String name) {}

    /** Called after these, before a read or change of one key through the region, or by what writes through it. */
    default <K> void beforeUse(Region<K, ?> region, K key) {}

    /** Called after each successful put. */
    default <K> void afterPut(Region<K, ?> region, K key) {}

    private static ConditionFactory patiently() {
        return Awaitility.await()
                .pollDelay(ofMillis(0))
                .pollInterval(ofMillis(1))
                .atMost(ofSeconds(30));
    }

    /** Returns moments of regions in this process, whose near caches know of each change at once. */
    static NearMoments embedded() {
        return new NearMoments() {};
    }

    /** Returns moments of regions on Redis whose near caches are in use, and know of the changes by others. */
    static NearMoments onRedis(ReportBarrier reports) {
        return new NearMoments() {
            @Override
            public void opened(Region<?, ?> region) {
                if (region.statistics().near().state() != State.ACTIVE) {
                    patiently().until(() -> region.statistics().near().state() == State.ACTIVE);
                }
            }

            @Override
            public void beforeRead(String name) {
                reports.beforeRead(name);
            }

            @Override
            public void beforeChange(String name) {
                reports.beforeChange(name);
            }
        };
    }

    /**
     * Returns moments of regions whose near caches also have what the store has whenever a key is read or changed. For
     * contracts that read a value once, and count no reads.
     */
    static NearMoments filled(NearMoments moments) {
        return new NearMoments() {
            @Override
            public void opened(Region<?, ?> region) {
                moments.opened(region);
            }

            @Override
            public void beforeRead(String name) {
                moments.beforeRead(name);
            }

            @Override
            public void beforeChange(String name) {
                moments.beforeChange(name);
            }

            @Override
            public <K> void beforeUse(Region<K, ?> region, K key) {
                try {
                    region.lookup(key);
                    region.lookup(key); // near, if there is a value
                } catch (InvalidInputException e) {
                    return; // The call itself will be refused too.
                }
            }
        };
    }

    /** Returns moments of regions whose server may be away. What can be put is in the near cache afterwards. */
    static NearMoments ofUnavailable() {
        return new NearMoments() {
            @Override
            public <K> void afterPut(Region<K, ?> region, K key) {
                patiently().until(() -> isNearOrRemoved(region.lookup(key)));
            }
        };
    }

    /** An earlier put that failed may be undone after a later one has succeeded, which the test makes good. */
    private static boolean isNearOrRemoved(Lookup<?> lookup) {
        return lookup instanceof Lookup.Miss || (lookup instanceof Lookup.Hit<?> hit && hit.source() == Source.NEAR);
    }
}
