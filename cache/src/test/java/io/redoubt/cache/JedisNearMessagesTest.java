package io.redoubt.cache;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.tck.backend.Deployment;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("slow") // the same contract runs through Lettuce
@DisplayName("Near caches that rely on messages, on Redis through Jedis")
final class JedisNearMessagesTest extends NearMessagesTests {

    JedisNearMessagesTest() {
        super(new JedisDriverProvider(), Deployment::standalone);
    }
}
