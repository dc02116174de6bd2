package bad.sight.io.redoubt.redis.core;

import io.redoubt.caffeine.LocalStore;

/** What features need on Redis does not need the local store. */
interface CoreSeesLocal {
    LocalStore<String> bad();
}
