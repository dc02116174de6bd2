package io.redoubt.cache;

import io.redoubt.lettuce.LettuceDriverProvider;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Regions with near caches on Redis through Lettuce")
final class LettuceNearContractTest extends RedisNearContractTests {

    LettuceNearContractTest() {
        super(new LettuceDriverProvider());
    }
}
