package io.redoubt.cache.internal.writebehind;

import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Writing to sources with Redis through Lettuce")
final class LettuceSourceWriteTest extends RedisSourceWriteTests {

    LettuceSourceWriteTest() {
        super(RedisBackendFactory.standalone(new LettuceDriverProvider()));
    }
}
