package io.redoubt.cache.internal.writebehind;

import io.redoubt.api.cache.BulkContextLoader;
import io.redoubt.api.cache.BulkLoadContext;
import io.redoubt.api.cache.ContextLoader;
import io.redoubt.api.cache.LoadContext;
import io.redoubt.api.cache.PendingWrite;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Loader that returns a value waiting in the write-behind queue if there is one, and otherwise asks the data source. If
 * that cannot be told, because the store gives no answer or refuses, it asks the source and lets the value not be
 * stored, since it may be older than an accepted write.
 */
final class PendingAwareLoader<K, V> {

    private final Function<List<K>, List<PendingWriteLookupResult>> lookup;
    private final BiFunction<K, PendingWriteLookupResult, Optional<PendingWrite<K, V>>> decoder;

    /**
     * Creates a loader.
     *
     * @param lookup looks for the pending write of each key
     * @param decoder decodes a pending write; empty if there is none that can be decoded
     */
    PendingAwareLoader(
            Function<List<K>, List<PendingWriteLookupResult>> lookup,
            BiFunction<K, PendingWriteLookupResult, Optional<PendingWrite<K, V>>> decoder) {
        this.lookup = lookup;
        this.decoder = decoder;
    }

    @Nullable
    V load(K key, LoadContext context, ContextLoader<? super K, ? extends V> source) throws Exception {
        PendingWriteLookupResult found = lookup.apply(List.of(key)).get(0);
        if (found instanceof PendingWriteLookupResult.Failed) {
            context.doNotStore();
        }
        Optional<PendingWrite<K, V>> write = decoder.apply(key, found);
        return write.isPresent() ? write.get().value() : source.load(key, context);
    }

    Map<K, V> loadAll(Set<K> requested, BulkLoadContext<K> context, BulkContextLoader<K, ? extends V> source)
            throws Exception {
        List<K> keys = new ArrayList<>(requested);
        Map<K, V> values = new LinkedHashMap<>();
        Set<K> notPending = new LinkedHashSet<>();
        List<PendingWriteLookupResult> found = lookup.apply(keys);
        for (int i = 0; i < keys.size(); i++) {
            K key = keys.get(i);
            if (found.get(i) instanceof PendingWriteLookupResult.Failed) {
                context.doNotStore(key);
            }
            decoder.apply(key, found.get(i))
                    .ifPresentOrElse(
                            write -> {
                                if (write.value() != null) {
                                    values.put(key, write.value());
                                }
                            },
                            () -> notPending.add(key));
        }
        if (!notPending.isEmpty()) {
            values.putAll(source.loadAll(notPending, context));
        }
        return values;
    }
}
