package bad.libraries.io.redoubt.cache;

import io.lettuce.core.RedisClient;

interface UsesLettuce {
    RedisClient bad();
}
