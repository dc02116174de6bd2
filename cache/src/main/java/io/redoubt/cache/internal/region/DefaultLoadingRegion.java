package io.redoubt.cache.internal.region;

import io.redoubt.api.cache.BulkContextLoader;
import io.redoubt.api.cache.ContextLoader;
import io.redoubt.api.cache.LoadedValue;
import io.redoubt.api.cache.LoadingRegion;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Cache region that calls its own loaders for missing values, so that callers pass only keys. It shares the state of
 * the region that it is a view of.
 */
final class DefaultLoadingRegion<K, V> extends DefaultRegion<K, V> implements LoadingRegion<K, V> {

    private final LoaderAdapter<K, V> loader;
    private final LoaderAdapter<K, V> bulkLoader;
    private final Own own;

    /** Kinds of loaders that the application has set. If only one kind is set, it serves single and bulk reads. */
    private enum Own {
        LOADER,
        BULK_LOADER,
        BOTH
    }

    private DefaultLoadingRegion(
            DefaultRegion<K, V> region, LoaderAdapter<K, V> loader, LoaderAdapter<K, V> bulkLoader, Own own) {
        super(region);
        this.loader = loader;
        this.bulkLoader = bulkLoader;
        this.own = own;
    }

    static <K, V> LoadingRegion<K, V> of(DefaultRegion<K, V> region, LoaderAdapter<K, V> loader) {
        return new DefaultLoadingRegion<>(region, loader, loader, Own.LOADER);
    }

    static <K, V> LoadingRegion<K, V> ofBulk(DefaultRegion<K, V> region, LoaderAdapter<K, V> bulkLoader) {
        return new DefaultLoadingRegion<>(region, bulkLoader, bulkLoader, Own.BULK_LOADER);
    }

    @Override
    public @Nullable V get(K key) {
        return getBy(loader, key);
    }

    @Override
    public LoadedValue<V> fetch(K key) {
        return fetchBy(loader, key);
    }

    @Override
    public Map<K, V> getAll(Collection<? extends K> keys) {
        return getAllBy(bulkLoader, keys);
    }

    @Override
    public LoadingRegion<K, V> withLoader(ContextLoader<? super K, ? extends V> other) {
        LoaderAdapter<K, V> adapter = reading(other);
        return own == Own.LOADER ? of(this, adapter) : new DefaultLoadingRegion<>(this, adapter, bulkLoader, Own.BOTH);
    }

    @Override
    public LoadingRegion<K, V> withBulkLoader(BulkContextLoader<K, ? extends V> other) {
        LoaderAdapter<K, V> adapter = readingAll(other);
        return own == Own.BULK_LOADER
                ? ofBulk(this, adapter)
                : new DefaultLoadingRegion<>(this, loader, adapter, Own.BOTH);
    }

    @Override
    LoaderAdapter<K, V> refreshLoader(LoaderAdapter<K, V> ofCall) {
        return loader;
    }
}
