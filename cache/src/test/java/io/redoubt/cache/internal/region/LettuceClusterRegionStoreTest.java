package io.redoubt.cache.internal.region;

import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Cells of regions on a cluster through Lettuce")
final class LettuceClusterRegionStoreTest extends RedisRegionStoreTests {

    LettuceClusterRegionStoreTest() {
        super(RedisBackendFactory.cluster(new LettuceDriverProvider()));
    }
}
