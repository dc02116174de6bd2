package io.redoubt.cache.internal.store;

import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.cache.ServerStatistics;
import io.redoubt.caffeine.LocalStore;
import io.redoubt.caffeine.LocalStoreStatistics;
import io.redoubt.redis.core.KeyKind;
import io.redoubt.redis.core.KeyPrefix;
import io.redoubt.redis.core.KeySpace;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.embedded.StoreInterceptor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Storage backend of a cache: the stores for values, sets, lists and leaderboards, all on Redis or all in memory.
 * Thread-safe.
 */
public final class CacheBackend {

    /** Suffix of the name under which a region keeps data that is not an entry. No region name ends with it. */
    private static final String BESIDE_REGION = "!";

    /** Common prefix of the keys of a store in this process. */
    public static final String EMBEDDED_START = KeyKind.CACHE.segment() + ":";

    final ValueStore values;
    final SetStore sets;
    final ListStore lists;
    final LeaderboardStore leaderboards;
    final PatternDeletion patternDeletion;
    final NearValueCaches near;
    final Supplier<ServerStatistics> servers;
    /** Number of entries that this process has evicted to stay within its memory limit. */
    final LongSupplier evictions;

    private final Function<String, ValueStore> besideRegions;

    private CacheBackend(
            ValueStore values,
            SetStore sets,
            ListStore lists,
            LeaderboardStore leaderboards,
            PatternDeletion patternDeletion,
            NearValueCaches near,
            Supplier<ServerStatistics> servers,
            LongSupplier evictions,
            Function<String, ValueStore> besideRegions) {
        this.values = near.isEmpty() ? values : new ChangeReportingValueStore(values, near);
        this.sets = sets;
        this.lists = lists;
        this.leaderboards = leaderboards;
        this.patternDeletion = patternDeletion;
        this.near = near;
        this.servers = servers;
        this.evictions = evictions;
        this.besideRegions = besideRegions;
    }

    /**
     * Returns a backend on Redis.
     *
     * @param near the near caches of values
     */
    public static CacheBackend redis(
            RedisOperations calls, KeyPrefix prefix, NearValueCaches near, LongSupplier nanoTime) {
        KeySpace space = prefix.space(KeyKind.CACHE);
        String cache = KeyKind.CACHE.segment();
        PrefixedRedisOperations operations = new PrefixedRedisOperations(calls, space, cache, near);
        return new CacheBackend(
                new RedisValueStore(calls, space, cache),
                new RedisSetStore(operations),
                new RedisListStore(operations),
                new RedisLeaderboardStore(operations),
                new RedisPatternDeletion(operations, nanoTime),
                near,
                new ServerStatisticsReader(operations),
                () -> 0,
                name -> new RedisValueStore(
                        calls,
                        prefix.space(KeyKind.REGION).within(name + BESIDE_REGION),
                        KeyKind.REGION.segment() + ":" + name));
    }

    /**
     * Returns a backend in this process, on a store that {@link #localStore} has created.
     *
     * @param near the near caches of values
     * @param gate the gate that each operation passes
     */
    public static CacheBackend embedded(LocalStore<Object> local, NearValueCaches near, StoreInterceptor gate) {
        PrefixedLocalStore prefixed = new PrefixedLocalStore(local, EMBEDDED_START, near);
        return new CacheBackend(
                gate.before(ValueStore.class, new EmbeddedValueStore(prefixed)),
                gate.before(SetStore.class, new EmbeddedSetStore(prefixed)),
                gate.before(ListStore.class, new EmbeddedListStore(prefixed)),
                gate.before(LeaderboardStore.class, new EmbeddedLeaderboardStore(prefixed)),
                gate.before(PatternDeletion.class, new EmbeddedPatternDeletion(prefixed)),
                near,
                () -> statistics(local, gate),
                local::evicted,
                name -> gate.before(
                        ValueStore.class,
                        new EmbeddedValueStore(new PrefixedLocalStore(
                                local,
                                KeyKind.REGION.segment() + ":" + name + BESIDE_REGION + ":",
                                NearValueCaches.none()))));
    }

    /**
     * Creates a store in this process for all data of a cache.
     *
     * @param maxBytes memory limit in bytes, counting keys, values and a fixed cost for each entry; beyond it entries
     *     are evicted
     * @param near the near caches of values, which drop what is evicted
     */
    public static LocalStore<Object> localStore(long maxBytes, NearValueCaches near, LongSupplier nanoTime) {
        return LocalStore.bounded(maxBytes, PrefixedLocalStore::weight, nanoTime, near::physicalKeyChanged);
    }

    private static ServerStatistics statistics(LocalStore<?> local, StoreInterceptor gate) {
        RedoubtInterruptedException.throwIfInterrupted("cache.serverStatistics");
        gate.pass();
        LocalStoreStatistics fill = local.fill();
        return new ServerStatistics(
                1, fill.entries(), fill.weight(), fill.maximumWeight(), fill.evicted(), fill.expired());
    }

    /** Returns the store of what is kept beside the entries of a region. */
    public ValueStore besideRegion(String name) {
        return besideRegions.apply(name);
    }
}
