package io.redoubt.session;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.tck.session.NearSessionContract;
import io.redoubt.tck.session.SessionStoreUnderTest;
import io.redoubt.tck.session.SessionTestSettings;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

@Tag("slow")
@DisplayName("A near cache of sessions on a cluster")
final class ClusterNearSessionTest {

    /** The contract, through one driver. */
    private abstract static class Near extends NearSessionContract {

        private final RedisBackendFactory run;

        Near(RedisDriverProvider provider) {
            this.run = RedisBackendFactory.cluster(provider);
        }

        @Override
        protected RedisBackend backend() {
            return run.backend();
        }

        @Override
        protected SessionStoreUnderTest open(Backend backend, SessionTestSettings rules) {
            return QuietSessions.open(backend, rules);
        }
    }

    @Nested
    class Lettuce extends Near {
        Lettuce() {
            super(new LettuceDriverProvider());
        }
    }

    @Nested
    class Jedis extends Near {
        Jedis() {
            super(new JedisDriverProvider());
        }
    }
}
