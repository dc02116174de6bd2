package bad.sight.io.redoubt.web;

import io.redoubt.cache.CacheSettings;

/** The web stands on the api, not on a feature. */
interface WebSeesCache {
    CacheSettings bad();
}
