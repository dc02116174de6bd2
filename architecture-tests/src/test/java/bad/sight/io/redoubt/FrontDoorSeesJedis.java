package bad.sight.io.redoubt;

import io.redoubt.jedis.JedisDriverProvider;

/** The front door finds drivers; it names none. */
interface FrontDoorSeesJedis {
    JedisDriverProvider bad();
}
