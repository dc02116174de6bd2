package io.redoubt.lock;

import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Locks on a cluster through Lettuce")
final class LettuceClusterLockTest extends RedisLockTests {

    LettuceClusterLockTest() {
        super(RedisBackendFactory.cluster(new LettuceDriverProvider()));
    }
}
