package io.redoubt.topic;

import io.redoubt.jedis.JedisDriverProvider;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Topics on Redis through Jedis")
final class JedisTopicTest extends OneServerTopicTests {

    JedisTopicTest() {
        super(new JedisDriverProvider());
    }
}
