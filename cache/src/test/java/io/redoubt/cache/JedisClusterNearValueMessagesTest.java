package io.redoubt.cache;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.tck.backend.Deployment;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("slow") // the same contract runs on one server
@DisplayName("Near caches of values that rely on messages, on a cluster through Jedis")
final class JedisClusterNearValueMessagesTest extends NearValueMessagesTests {

    JedisClusterNearValueMessagesTest() {
        super(new JedisDriverProvider(), Deployment::cluster);
    }
}
