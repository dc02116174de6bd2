package shop.catalog;

import io.redoubt.api.Ttl;
import io.redoubt.api.cache.CacheStore;

/** Class in a package that may store permanent entries. */
final class Catalog {

    private Catalog() {}

    static void save(CacheStore cache) {
        cache.set("catalog", "all", Ttl.permanent());
    }
}
