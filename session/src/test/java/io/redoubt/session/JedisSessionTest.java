package io.redoubt.session;

import io.redoubt.jedis.JedisDriverProvider;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Sessions on Redis through Jedis")
final class JedisSessionTest extends OneServerSessionTests {

    JedisSessionTest() {
        super(new JedisDriverProvider());
    }
}
