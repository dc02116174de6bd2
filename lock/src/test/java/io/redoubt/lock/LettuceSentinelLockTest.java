package io.redoubt.lock;

import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.RedisRun;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("slow")
@DisplayName("Locks behind sentinels through Lettuce")
final class LettuceSentinelLockTest extends RedisLockTests {

    LettuceSentinelLockTest() {
        super(RedisRun.sentinel(new LettuceDriverProvider()));
    }
}
