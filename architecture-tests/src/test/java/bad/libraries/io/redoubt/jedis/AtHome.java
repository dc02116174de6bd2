package bad.libraries.io.redoubt.jedis;

import redis.clients.jedis.Jedis;

/** The library is at home here. */
interface AtHome {
    Jedis fine();
}
