package shop.bad;

import io.redoubt.api.Ttl;
import io.redoubt.api.cache.CacheStore;

final class StoresForever {

    private StoresForever() {}

    static void save(CacheStore cache) {
        cache.set("motd", "hello", Ttl.permanent());
    }
}
