package io.redoubt.cache.internal.writebehind;

import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.cache.BulkContextLoader;
import io.redoubt.api.cache.BulkLoadContext;
import io.redoubt.api.cache.ContextLoader;
import io.redoubt.api.cache.LoadContext;
import io.redoubt.api.cache.PendingWrite;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Loader that returns a key's pending write if there is one, and asks the source only if there is none. */
final class PendingAwareLoader<K, V> {

    private final Function<List<K>, List<Optional<PendingWrite<K, V>>>> pending;

    /** @param pending returns the pending write of each key, if any */
    PendingAwareLoader(Function<List<K>, List<Optional<PendingWrite<K, V>>>> pending) {
        this.pending = pending;
    }

    @Nullable
    V load(K key, LoadContext context, ContextLoader<? super K, ? extends V> source) throws Exception {
        try {
            Optional<PendingWrite<K, V>> write = pending.apply(List.of(key)).get(0);
            if (write.isPresent()) {
                return write.get().value();
            }
        } catch (StoreUnavailableException e) {
            context.doNotStore(); // the source's value may be older than the accepted write
        }
        return source.load(key, context);
    }

    Map<K, V> loadAll(Set<K> requested, BulkLoadContext<K> context, BulkContextLoader<K, ? extends V> source)
            throws Exception {
        List<K> keys = new ArrayList<>(requested);
        Map<K, V> found = new LinkedHashMap<>();
        Set<K> notPending = new LinkedHashSet<>();
        List<Optional<PendingWrite<K, V>>> writes = pendingOrNone(keys, context);
        for (int i = 0; i < keys.size(); i++) {
            K key = keys.get(i);
            writes.get(i)
                    .ifPresentOrElse(
                            write -> {
                                if (write.value() != null) {
                                    found.put(key, write.value());
                                }
                            },
                            () -> notPending.add(key));
        }
        if (!notPending.isEmpty()) {
            found.putAll(source.loadAll(notPending, context));
        }
        return found;
    }

    /** Returns the pending writes; none for any key if Redis is unavailable. */
    private List<Optional<PendingWrite<K, V>>> pendingOrNone(List<K> keys, BulkLoadContext<K> context) {
        try {
            return pending.apply(keys);
        } catch (StoreUnavailableException e) {
            keys.forEach(context::doNotStore); // the source's values may be older than accepted writes
            return Collections.nCopies(keys.size(), Optional.empty());
        }
    }
}
