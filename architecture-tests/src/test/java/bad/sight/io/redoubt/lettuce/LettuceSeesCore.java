package bad.sight.io.redoubt.lettuce;

import io.redoubt.redis.core.RedisOperations;

/** A driver implements the lower port, and knows no more. */
interface LettuceSeesCore {
    RedisOperations bad();
}
