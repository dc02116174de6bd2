package io.redoubt.lock;

import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("slow")
@DisplayName("Locks behind sentinels through Lettuce")
final class LettuceSentinelLockTest extends RedisLockTests {

    LettuceSentinelLockTest() {
        super(RedisBackendFactory.sentinel(new LettuceDriverProvider()));
    }
}
