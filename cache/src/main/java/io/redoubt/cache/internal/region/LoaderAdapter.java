package io.redoubt.cache.internal.region;

import io.redoubt.api.cache.BulkLoadContext;
import io.redoubt.api.cache.BulkLoader;
import io.redoubt.api.cache.Loader;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Adapter that runs an application's loader, for one key or in bulk, on a list of load contexts. */
@FunctionalInterface
interface LoaderAdapter<K, V> {

    /**
     * Loads the values and sets one in each context, null if the source has none.
     *
     * @throws Exception whatever the loader throws
     */
    void load(List<CollectingLoadContext<K, V>> contexts) throws Exception;

    /** Adapts a loader of one key, which is run once for each. */
    static <K, V> LoaderAdapter<K, V> of(Loader<K, ? extends V> loader) {
        return contexts -> {
            for (CollectingLoadContext<K, V> context : contexts) {
                context.value(loader.load(context));
            }
        };
    }

    /** Adapts a bulk loader, which is run once for all. */
    static <K, V> LoaderAdapter<K, V> of(BulkLoader<K, ? extends V> loader) {
        return contexts -> {
            Map<K, CollectingLoadContext<K, V>> byKey = new LinkedHashMap<>();
            contexts.forEach(context -> byKey.put(context.key(), context));
            Map<K, ? extends V> loaded = loader.load(new BulkLoadRequest<>(byKey));
            byKey.forEach((key, context) -> context.value(loaded.get(key)));
        };
    }

    /** Request that is passed to a bulk loader. */
    record BulkLoadRequest<K, V>(Map<K, CollectingLoadContext<K, V>> contexts) implements BulkLoadContext<K> {

        @Override
        public Set<K> keys() {
            return Collections.unmodifiableSet(contexts.keySet());
        }

        @Override
        public void tags(K key, String... tags) {
            CollectingLoadContext.required(contexts.get(key)).tags(tags);
        }
    }
}
