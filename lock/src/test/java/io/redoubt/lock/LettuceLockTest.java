package io.redoubt.lock;

import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Locks on Redis through Lettuce")
final class LettuceLockTest extends RedisLockTests {

    LettuceLockTest() {
        super(RedisBackendFactory.standalone(new LettuceDriverProvider()));
    }
}
