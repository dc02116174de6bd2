package io.redoubt.cache.internal.region;

import io.redoubt.api.AsyncSettings;
import io.redoubt.cache.internal.near.ChangePublishers;
import io.redoubt.cache.internal.near.ChangeSource;
import io.redoubt.cache.internal.near.EmbeddedChangeSource;
import io.redoubt.cache.internal.store.CacheBackend;
import io.redoubt.cache.internal.store.CacheCounters;
import io.redoubt.cache.internal.store.NearValueCaches;
import io.redoubt.cache.internal.store.ValueCodec;
import io.redoubt.cache.internal.store.ValueStore;
import io.redoubt.cache.internal.warmup.WarmupFactory;
import io.redoubt.cache.internal.writebehind.WriteBehindFactory;
import io.redoubt.cache.internal.writethrough.WriteThroughFactory;
import io.redoubt.caffeine.LocalStore;
import io.redoubt.json.JsonCodec;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.redis.core.embedded.StoreInterceptor;
import java.util.function.Function;

/** Factory of regions on stores that a test provides. */
final class TestRegions {

    private TestRegions() {}

    static ValueCodec values() {
        return new ValueCodec(JsonCodec.create(), 1 << 16, new CacheCounters(), System::nanoTime);
    }

    /** Returns a store of values in this process. */
    static ValueStore valueStore() {
        NearValueCaches near = NearValueCaches.none();
        LocalStore<Object> local = CacheBackend.localStore(1 << 20, near, System::nanoTime);
        return CacheBackend.embedded(local, near, StoreInterceptor.OPEN).besideRegion("names");
    }

    static DefaultRegionFactory regions(Function<String, EntryStore> stores, ValueStore warmupStore) {
        return regions(stores, warmupStore, AsyncSettings.defaults());
    }

    static DefaultRegionFactory regions(
            Function<String, EntryStore> stores, ValueStore warmupStore, AsyncSettings async) {
        ChangeSource changes = new EmbeddedChangeSource(StoreInterceptor.OPEN);
        return regions(stores, EmbeddedRegionStores.START, changes, ChangePublishers.NONE, warmupStore, async);
    }

    /** Returns regions whose keys begin in that way, with a source of their changes. */
    static DefaultRegionFactory regions(Function<String, EntryStore> stores, String keyStart, ChangeSource changes) {
        return regions(stores, keyStart, changes, ChangePublishers.NONE);
    }

    /** Returns regions whose keys begin in that way, with a source of their changes, and publishers of their own. */
    static DefaultRegionFactory regions(
            Function<String, EntryStore> stores, String keyStart, ChangeSource changes, ChangePublishers publishers) {
        return regions(stores, keyStart, changes, publishers, valueStore(), AsyncSettings.defaults());
    }

    private static DefaultRegionFactory regions(
            Function<String, EntryStore> stores,
            String keyStart,
            ChangeSource changes,
            ChangePublishers publishers,
            ValueStore warmupStore,
            AsyncSettings async) {
        return new DefaultRegionFactory(
                stores,
                keyStart,
                changes,
                publishers,
                null,
                new WarmupFactory(name -> warmupStore, System::nanoTime),
                WriteThroughFactory.embedded(EmbeddedStoreContext.ofThisJvm()),
                WriteBehindFactory.embedded(EmbeddedStoreContext.ofThisJvm()),
                async,
                System::nanoTime);
    }
}
