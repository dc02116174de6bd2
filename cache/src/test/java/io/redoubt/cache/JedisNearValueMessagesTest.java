package io.redoubt.cache;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.tck.backend.Deployment;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("slow") // the same contract runs through Lettuce
@DisplayName("Near caches of values that rely on messages, on Redis through Jedis")
final class JedisNearValueMessagesTest extends NearValueMessagesTests {

    JedisNearValueMessagesTest() {
        super(new JedisDriverProvider(), Deployment::standalone);
    }
}
