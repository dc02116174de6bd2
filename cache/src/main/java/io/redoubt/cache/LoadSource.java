package io.redoubt.cache;

import io.redoubt.api.cache.BulkLoad;
import io.redoubt.api.cache.BulkLoader;
import io.redoubt.api.cache.Loader;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs a loader of the user for some keys. */
@FunctionalInterface
interface LoadSource<K, V> {

    /**
     * Gives each draft its value, null where there is none.
     *
     * @throws Exception whatever the loader throws
     */
    void load(List<Draft<K, V>> drafts) throws Exception;

    /** A loader of one key, run for each. */
    static <K, V> LoadSource<K, V> of(Loader<K, ? extends V> loader) {
        return drafts -> {
            for (Draft<K, V> draft : drafts) {
                draft.value(loader.load(draft));
            }
        };
    }

    /** A loader of many keys, run once. */
    static <K, V> LoadSource<K, V> of(BulkLoader<K, ? extends V> loader) {
        return drafts -> {
            Map<K, Draft<K, V>> byKey = new LinkedHashMap<>();
            drafts.forEach(draft -> byKey.put(draft.key(), draft));
            Map<K, ? extends V> loaded = loader.load(new Together<>(byKey));
            byKey.forEach((key, draft) -> draft.value(loaded.get(key)));
        };
    }

    /** What a bulk loader is asked for. */
    record Together<K, V>(Map<K, Draft<K, V>> drafts) implements BulkLoad<K> {

        @Override
        public Set<K> keys() {
            return Collections.unmodifiableSet(drafts.keySet());
        }

        @Override
        public void tags(K key, String... tags) {
            Draft.required(drafts.get(key)).tags(tags);
        }
    }
}
