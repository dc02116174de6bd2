package io.redoubt.cache;

import io.redoubt.lettuce.LettuceDriverProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("slow")
@DisplayName("Regions with near caches on Redis through Lettuce")
final class LettuceNearContractTest extends RedisNearContractTests {

    LettuceNearContractTest() {
        super(new LettuceDriverProvider());
    }
}
