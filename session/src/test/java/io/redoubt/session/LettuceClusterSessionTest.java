package io.redoubt.session;

import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.RedisRun;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Sessions on a cluster through Lettuce")
final class LettuceClusterSessionTest extends RedisSessionTests {

    LettuceClusterSessionTest() {
        super(RedisRun.cluster(new LettuceDriverProvider()));
    }
}
