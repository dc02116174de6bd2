package io.redoubt.cache.internal.region;

import io.redoubt.api.Ttl;
import io.redoubt.api.cache.LoadContext;
import io.redoubt.api.cache.LoadedValue;
import io.redoubt.api.cache.LoadedValue.Origin;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collector of the value, the tags and the time to live that an application's loader sets for one cache key.
 * Afterwards it completes the load of the key with the value. Confined to one thread at a time.
 */
final class CollectingLoadContext<K, V> implements LoadContext {

    private final LoadPermit<K, V> permit;
    private final long tick;
    private Set<String> tags = Set.of();
    private @Nullable Duration ttl;
    private boolean store = true;
    private @Nullable V value;
    private Duration cost = Duration.ZERO;
    private @Nullable LoadResult<V> failure;

    /**
     * Creates a context.
     *
     * @param tick the logical time when the loader begins, see {@link InFlightLoads#tick()}
     */
    CollectingLoadContext(LoadPermit<K, V> permit, long tick) {
        this.permit = permit;
        this.tick = tick;
    }

    K key() {
        return permit.load().key();
    }

    @Override
    public void tags(String... more) {
        tags = TagArgumentChecks.checked(tags, List.of(more));
    }

    @Override
    public void ttl(Duration duration) {
        ttl = Ttl.of(duration).expiring("a loaded value");
    }

    @Override
    public void doNotStore() {
        store = false;
    }

    void value(@Nullable V loaded) {
        value = loaded;
    }

    /** Records that the loader failed for this key. */
    void failed(Throwable reason) {
        failure = new LoadResult.Failed<>(reason, tick);
    }

    /** Records that the loader was not run for this key, since it had failed for another one. */
    void abandoned(Throwable reason) {
        failure = new LoadResult.Abandoned<>(reason);
    }

    /** Returns the result of a load that failed or was abandoned; null if there is a value, or null as the value. */
    @Nullable
    LoadResult<V> failure() {
        return failure;
    }

    /** Records how long the loader took. */
    void cost(Duration taken) {
        cost = taken;
    }

    /** Completes the load with a result that is valid for calls which began before the loader did. */
    void complete(Origin origin) {
        complete(origin, tick);
    }

    void complete(Origin origin, long validBefore) {
        permit.load().complete(new LoadResult.Loaded<>(new LoadedValue<>(value, origin), validBefore));
    }

    LoadPermit<K, V> permit() {
        return permit;
    }

    Duration cost() {
        return cost;
    }

    Set<String> tags() {
        return tags;
    }

    @Nullable
    V value() {
        return value;
    }

    boolean isToBeStored() {
        return store;
    }

    /** Returns the time for which the value is fresh: the loader's if it set one, else that of the region. */
    Duration ttlOr(Duration region) {
        Duration own = ttl;
        return own == null ? region : own;
    }
}
