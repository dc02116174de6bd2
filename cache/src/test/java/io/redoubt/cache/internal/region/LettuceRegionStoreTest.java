package io.redoubt.cache.internal.region;

import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Cells of regions on Redis through Lettuce")
final class LettuceRegionStoreTest extends RedisRegionStoreTests {

    LettuceRegionStoreTest() {
        super(RedisBackendFactory.standalone(new LettuceDriverProvider()));
    }
}
