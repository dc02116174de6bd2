package io.redoubt.cache.internal.writebehind;

import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Writing to sources with a cluster through Lettuce")
final class LettuceClusterSourceWriteTest extends RedisSourceWriteTests {

    LettuceClusterSourceWriteTest() {
        super(RedisBackendFactory.cluster(new LettuceDriverProvider()));
    }
}
