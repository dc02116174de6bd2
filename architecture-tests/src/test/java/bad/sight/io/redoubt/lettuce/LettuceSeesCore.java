package bad.sight.io.redoubt.lettuce;

import io.redoubt.redis.core.RedisCalls;

/** A driver implements the lower port, and knows no more. */
interface LettuceSeesCore {
    RedisCalls bad();
}
