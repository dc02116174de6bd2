package io.redoubt.cache;

import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.RedisRun;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Cells of regions on a cluster through Lettuce")
final class LettuceClusterRegionCellsTest extends RedisRegionCellsTests {

    LettuceClusterRegionCellsTest() {
        super(RedisRun.cluster(new LettuceDriverProvider()));
    }
}
