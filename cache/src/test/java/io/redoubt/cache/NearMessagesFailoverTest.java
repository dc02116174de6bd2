package io.redoubt.cache;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.cache.LoadedValue.Origin;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.json.JsonCodec;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.routing.RedisDriverFactory;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.test.server.SentinelGroup;
import io.redoubt.test.server.SentinelGroups;
import io.redoubt.test.server.ServerOptions;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Test of near caches that rely on messages while sentinels replace the master. */
@Tag("slow") // starts a group of sentinels, which takes seconds to replace a master
@DisplayName("Near caches that rely on messages")
final class NearMessagesFailoverTest {

    private static final RegionSpec<String, String> SPEC = RegionSpec.of("names", String.class)
            .ttl(ofMinutes(30))
            .near(NearCacheSettings.maxEntries(100).maxAge(ofMinutes(10)).messagesIfTrackingRefused());

    static Stream<RedisDriverProvider> drivers() {
        return Stream.of(new LettuceDriverProvider(), new JedisDriverProvider());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("drivers")
    @DisplayName("drop their values when the master is replaced, and hear of changes on the new one")
    void switchOver(RedisDriverProvider provider) {
        ServerOptions data = ServerOptions.defaults()
                .aclUser("app", "on", ">secret", "~*", "&*", "+@all", "-client", "+client|setname", "+client|id");
        try (SentinelGroup group = SentinelGroups.start(1, data, ServerOptions.defaults());
                RedisDriver driver = driver(provider, group);
                RedisDriver otherDriver = driver(provider, group);
                CacheStoreFactory caches = caches(driver);
                CacheStoreFactory others = caches(otherDriver)) {
            Region<String, String> region = caches.store().region(SPEC);
            Region<String, String> other = others.store().region(SPEC);
            for (int i = 0; i < 2; i++) {
                eventually().until(() -> region.statistics().near().state() == State.MESSAGES);
                String before = "before " + i;
                String after = "after " + i;
                put(other, before);
                awaitNear(region, before);
                long gaps = region.statistics().near().gaps();
                group.switchOver();
                put(other, after);
                eventually().until(() -> after.equals(region.get("a", id -> "loaded")));
                eventually().until(() -> region.statistics().near().gaps() > gaps);
            }
        }
    }

    private static void put(Region<String, String> region, String value) {
        eventually().ignoreExceptionsInstanceOf(StoreUnavailableException.class).until(() -> {
            region.put("a", value);
            return true;
        });
    }

    private static void awaitNear(Region<String, String> region, String value) {
        eventually().until(() -> {
            var fetched = region.fetch("a", id -> "loaded");
            return fetched.origin() == Origin.NEAR && value.equals(fetched.value());
        });
    }

    /** Shorter than values are kept: a change that is seen was heard of. */
    private static ConditionFactory eventually() {
        return Awaitility.await()
                .pollDelay(ofMillis(0))
                .pollInterval(ofMillis(5))
                .atMost(ofSeconds(50));
    }

    private static RedisDriver driver(RedisDriverProvider provider, SentinelGroup group) {
        RedisSettings settings = RedisSettings.builder()
                .sentinel(group.masterName(), group.seeds())
                .credentials("app", "secret")
                .connectTimeout(ofSeconds(10))
                .build();
        return RedisDriverFactory.open(provider, settings, System::nanoTime);
    }

    private static CacheStoreFactory caches(RedisDriver driver) {
        CacheSettings settings = new CacheSettings(JsonCodec.create(), "fo:", CacheSettings.DEFAULT_MAX_VALUE_BYTES);
        return CacheStoreFactory.redis(driver, ofSeconds(10), settings, System::nanoTime);
    }
}
