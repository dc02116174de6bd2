package bad.libraries.io.redoubt.lettuce;

import io.lettuce.core.RedisClient;

/** The library is at home here. */
interface AtHome {
    RedisClient fine();
}
