package bad.sight.io.redoubt.session;

import io.redoubt.cache.CacheStoreFactory;

/** Features do not see each other. */
interface SessionSeesCache {
    CacheStoreFactory bad();
}
