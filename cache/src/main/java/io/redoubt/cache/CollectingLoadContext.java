package io.redoubt.cache;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.Ttl;
import io.redoubt.api.cache.LoadContext;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Load context of one key in one run of a loader: collects the tags, time to live and value that the loader gives.
 * Confined to one thread at a time.
 */
final class CollectingLoadContext<K, V> implements LoadContext<K> {

    private final InFlightLoad<K, V> load;
    private Set<String> tags = Set.of();
    private @Nullable Duration ttl;
    private boolean store = true;
    private @Nullable V value;

    CollectingLoadContext(InFlightLoad<K, V> load) {
        this.load = load;
    }

    @Override
    public K key() {
        return load.key();
    }

    @Override
    public void tags(String... more) {
        tags = TagValidation.checked(tags, List.of(more));
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

    InFlightLoad<K, V> load() {
        return load;
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

    /** Returns the context, or throws if the bulk loader named a key that it was not asked for. */
    static <K, V> CollectingLoadContext<K, V> required(@Nullable CollectingLoadContext<K, V> loadContext) {
        if (loadContext == null) {
            throw new InvalidInputException(
                    "a bulk loader spoke of a key that it was not asked for: tag the keys of load.keys() only");
        }
        return loadContext;
    }
}
