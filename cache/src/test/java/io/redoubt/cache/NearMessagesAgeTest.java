package io.redoubt.cache;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.cache.LoadedValue.Origin;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.json.JsonCodec;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.routing.RedisDriverFactory;
import io.redoubt.tck.backend.Deployment;
import io.redoubt.tck.cache.NearMessagesContract;
import io.redoubt.test.server.RawRedis;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Test of how old values become in near caches that rely on messages, with a clock that the test moves. */
@DisplayName("A near cache that relies on messages")
final class NearMessagesAgeTest {

    private static final NearCacheSettings LONG =
            NearCacheSettings.maxEntries(100).maxAge(ofMinutes(10)).messagesIfTrackingRefused();

    private final AtomicLong moved = new AtomicLong();

    @Test
    @DisplayName("notices what another program has changed after a minute, whatever longer age is set")
    void age() {
        try (Deployment servers = NearMessagesContract.untracked(Deployment.standalone());
                RedisDriver driver =
                        RedisDriverFactory.open(new LettuceDriverProvider(), servers.settings(), System::nanoTime);
                CacheStoreFactory caches = CacheStoreFactory.redis(
                        driver,
                        ofSeconds(30),
                        new CacheSettings(JsonCodec.create(), "age:", CacheSettings.DEFAULT_MAX_VALUE_BYTES),
                        () -> System.nanoTime() + moved.get())) {
            Region<String, String> region = caches.store()
                    .region(RegionSpec.of("names", String.class)
                            .ttl(ofMinutes(30))
                            .near(LONG));
            until(() -> region.statistics().near().state() == State.MESSAGES);
            region.put("a", "A");
            until(() -> {
                boolean isNear = true; // for longer than the own message takes
                for (int i = 0; i < 20; i++) {
                    isNear &= region.fetch("a", id -> "no").origin() == Origin.NEAR;
                }
                return isNear;
            });
            try (RawRedis raw = servers.master("age:region:names:a")) {
                raw.text("SET", "age:region:names:a", "\"B\"", "EX", "600");
            }
            moved.addAndGet(
                    NearCacheSettings.MAX_AGE_WITH_MESSAGES.minusSeconds(40).toNanos());
            assertThat(region.fetch("a", id -> "no").value()).isIn("A", "B"); // a message may still be on its way
            moved.addAndGet(ofSeconds(40).toNanos());
            assertThat(region.fetch("a", id -> "no").value()).isEqualTo("B");
            region.invalidate("a");
        }
    }

    private static void until(Callable<Boolean> condition) {
        Awaitility.await()
                .pollDelay(ofMillis(0))
                .pollInterval(ofMillis(5))
                .atMost(ofSeconds(30))
                .until(condition);
    }
}
