package io.redoubt.cache;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.json.JsonCodec;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.cache.CacheUnderTest;
import io.redoubt.tck.cache.UnavailableRegionContract;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;

@DisplayName("A region whose server does not answer, through Jedis")
final class JedisUnavailableRegionTest extends UnavailableRegionContract {

    @Override
    protected RedisDriverProvider provider() {
        return new JedisDriverProvider();
    }

    @Override
    protected CacheUnderTest open(RedisDriver driver, Duration timeout) {
        CacheSettings settings = new CacheSettings(JsonCodec.create(), "", CacheSettings.DEFAULT_MAX_VALUE_BYTES);
        CacheStoreFactory caches = CacheStoreFactory.redis(driver, timeout, settings, System::nanoTime);
        return new CacheUnderTest(caches.store(), caches::close);
    }
}
