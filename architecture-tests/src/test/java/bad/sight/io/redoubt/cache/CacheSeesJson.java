package bad.sight.io.redoubt.cache;

import io.redoubt.json.JsonCodec;

/** The cache knows the codec port, not a codec. */
interface CacheSeesJson {
    JsonCodec bad();
}
