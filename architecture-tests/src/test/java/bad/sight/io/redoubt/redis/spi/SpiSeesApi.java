package bad.sight.io.redoubt.redis.spi;

import io.redoubt.api.Ttl;

/** The lower port knows nothing of the upper one. */
interface SpiSeesApi {
    Ttl bad();
}
