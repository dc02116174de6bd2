package bad.sight.io.redoubt.jedis;

import io.redoubt.api.RedoubtException;

/** A driver implements the lower port, and knows no more. */
interface JedisSeesApi {
    RedoubtException bad();
}
