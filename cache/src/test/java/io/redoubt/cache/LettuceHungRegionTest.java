package io.redoubt.cache;

import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Loads of one region that hang, through Lettuce")
final class LettuceHungRegionTest extends HungRegionTests {

    @Override
    Backend newBackend() {
        return RedisBackendFactory.standalone(new LettuceDriverProvider()).backend();
    }
}
