package bad.sight.io.redoubt.session;

import io.redoubt.cache.CacheStores;

/** Features do not see each other. */
interface SessionSeesCache {
    CacheStores bad();
}
