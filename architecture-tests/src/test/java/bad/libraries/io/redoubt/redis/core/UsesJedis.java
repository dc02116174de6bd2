package bad.libraries.io.redoubt.redis.core;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;

final class UsesJedis {
    @Nullable
    Object bad(Object client) {
        return client instanceof Jedis ? client : null;
    }
}
