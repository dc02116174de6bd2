package io.redoubt.session;

import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Sessions on a cluster through Lettuce")
final class LettuceClusterSessionTest extends RedisSessionTests {

    LettuceClusterSessionTest() {
        super(RedisBackendFactory.cluster(new LettuceDriverProvider()));
    }
}
