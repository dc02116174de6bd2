package bad.sight.io.redoubt.caffeine;

import io.redoubt.redis.spi.Reply;

/** The local store knows nothing of Redis. */
interface LocalSeesSpi {
    Reply bad();
}
