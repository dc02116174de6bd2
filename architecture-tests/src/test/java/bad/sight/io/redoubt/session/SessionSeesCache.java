package bad.sight.io.redoubt.session;

import io.redoubt.cache.Caches;

/** Features do not see each other. */
interface SessionSeesCache {
    Caches bad();
}
