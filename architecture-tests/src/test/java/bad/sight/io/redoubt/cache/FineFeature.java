package bad.sight.io.redoubt.cache;

import io.redoubt.api.Ttl;
import io.redoubt.caffeine.LocalStore;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.spi.Reply;
import org.slf4j.Logger;

/** All that a feature may see. */
interface FineFeature {
    Logger log();

    LocalStore<Ttl> local();

    Reply call(RedisOperations calls);
}
