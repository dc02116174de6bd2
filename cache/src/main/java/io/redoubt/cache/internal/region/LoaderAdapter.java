package io.redoubt.cache.internal.region;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.cache.BulkContextLoader;
import io.redoubt.api.cache.ContextLoader;
import io.redoubt.api.cache.LoadContext;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Adapter interface that lets single-key loaders and bulk loaders be called in the same way. */
@FunctionalInterface
interface LoaderAdapter<K, V> {

    /**
     * Loads the values and sets one in each context, null if the source has none, or why there is none.
     *
     * @throws Exception whatever the loader throws that concerns all contexts
     */
    void load(List<CollectingLoadContext<K, V>> contexts) throws Exception;

    /**
     * Adapts a loader of one key, which is run once for each until it fails: what it has loaded until then is kept, and
     * a source that is down is not asked for every key.
     */
    static <K, V> LoaderAdapter<K, V> of(ContextLoader<? super K, ? extends V> loader) {
        return contexts -> {
            for (int i = 0; i < contexts.size(); i++) {
                CollectingLoadContext<K, V> context = contexts.get(i);
                try {
                    context.value(loader.load(context.key(), context));
                } catch (InterruptedException | RedoubtInterruptedException e) {
                    throw e;
                } catch (Throwable failure) {
                    context.failed(failure);
                    contexts.subList(i + 1, contexts.size()).forEach(rest -> rest.abandoned(failure));
                    return;
                }
            }
        };
    }

    /** Adapts a bulk loader, which is run once for all. */
    static <K, V> LoaderAdapter<K, V> ofBulk(BulkContextLoader<K, ? extends V> loader) {
        return contexts -> {
            Map<K, CollectingLoadContext<K, V>> byKey = new LinkedHashMap<>();
            contexts.forEach(context -> byKey.put(context.key(), context));
            Map<K, ? extends V> loaded =
                    loader.loadAll(Collections.unmodifiableSet(byKey.keySet()), key -> requested(byKey.get(key)));
            byKey.forEach((key, context) -> context.value(loaded.get(key)));
        };
    }

    private static LoadContext requested(@Nullable LoadContext context) {
        if (context == null) {
            throw new InvalidInputException("a bulk loader spoke of a key that it was not asked for: set the options of"
                    + " the keys that it was given");
        }
        return context;
    }
}
