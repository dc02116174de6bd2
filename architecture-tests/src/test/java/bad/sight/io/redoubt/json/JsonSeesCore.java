package bad.sight.io.redoubt.json;

import io.redoubt.redis.core.KeyPrefix;

/** A codec knows the api alone. */
interface JsonSeesCore {
    KeyPrefix bad();
}
