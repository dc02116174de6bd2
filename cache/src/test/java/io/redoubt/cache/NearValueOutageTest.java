package io.redoubt.cache;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.Ttl;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.NearCacheStatistics;
import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.json.JsonCodec;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.routing.RedisDriverFactory;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.test.server.ProxiedServer;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Test of near values under keys while Redis is away, stalled or emptied. */
@DisplayName("A near value under a key")
@ParameterizedClass
@MethodSource("drivers")
final class NearValueOutageTest {

    private static final Ttl LONG = Ttl.of(ofMinutes(10));

    private final RedisDriverProvider provider;
    private ProxiedServer server;
    private RedisDriver driver;

    NearValueOutageTest(RedisDriverProvider provider) {
        this.provider = provider;
    }

    static Stream<RedisDriverProvider> drivers() {
        return Stream.of(new LettuceDriverProvider(), new JedisDriverProvider());
    }

    @BeforeEach
    void open() {
        server = ProxiedServer.standalone(ServerOptions.defaults());
        RedisSettings settings = RedisSettings.builder()
                .node(server.address())
                .connectTimeout(ofSeconds(5))
                .heartbeat(ofMinutes(10)) // a stalled server is not to be taken for a lost connection
                .build();
        driver = RedisDriverFactory.open(provider, settings, System::nanoTime);
    }

    @AfterEach
    void close() {
        driver.close();
        server.close();
    }

    private CacheStoreFactory caches(Duration timeout) {
        CacheSettings settings = new CacheSettings(
                JsonCodec.create(),
                "out:",
                CacheSettings.DEFAULT_MAX_VALUE_BYTES,
                AsyncSettings.defaults(),
                null,
                Map.of("user:", NearCacheSettings.maxEntries(1_000).maxAge(ofMinutes(30))));
        return CacheStoreFactory.redis(driver, timeout, settings, System::nanoTime);
    }

    private static ConditionFactory eventually() {
        return Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(ofMillis(5))
                .atMost(ofSeconds(60));
    }

    private static NearCacheStatistics near(CacheStore store) {
        return Objects.requireNonNull(store.statistics().near().get("user:"));
    }

    private static void awaitNear(CacheStore store, String value) {
        eventually().ignoreExceptions().until(() -> {
            long hits = near(store).hits();
            return store.get("user:1", String.class).equals(Optional.of(value))
                    && near(store).hits() > hits;
        });
    }

    @Test
    @DisplayName("is dropped when all keys are deleted")
    void allDeleted() {
        try (CacheStoreFactory caches = caches(ofSeconds(30))) {
            CacheStore store = caches.store();
            store.set("user:1", "A", LONG);
            awaitNear(store, "A");
            try (RawRedis redis = server.raw()) {
                redis.call("FLUSHALL");
            }
            eventually().until(() -> store.get("user:1", String.class).isEmpty());
        }
    }

    @Test
    @DisplayName("is not returned while Redis is away, and the values are near again afterwards")
    void away() {
        try (CacheStoreFactory caches = caches(ofSeconds(10))) {
            CacheStore store = caches.store();
            store.set("user:1", "A", LONG);
            awaitNear(store, "A");
            server.kill();
            eventually()
                    .until(() ->
                            near(store).state() != State.ACTIVE && near(store).entries() == 0);
            assertThatThrownBy(() -> store.get("user:1", String.class)).isInstanceOf(StoreUnavailableException.class);
            server.restartEmpty();
            eventually().ignoreExceptions().untilAsserted(() -> store.set("user:1", "B", LONG));
            awaitNear(store, "B");
            try (RawRedis redis = server.raw()) {
                redis.call("SET", "out:cache:user:1", "\"C\"", "EX", "600");
            }
            eventually().until(() -> store.get("user:1", String.class).equals(Optional.of("C")));
        }
    }

    @Test
    @DisplayName("is dropped by a write of unknown outcome, at once")
    void unknownOutcome() {
        try (CacheStoreFactory patient = caches(ofSeconds(30));
                CacheStoreFactory hasty = caches(ofMillis(300))) {
            patient.store().set("user:1", "old", LONG);
            CacheStore store = hasty.store();
            awaitNear(store, "old");
            server.suspend();
            assertThatThrownBy(() -> store.set("user:1", "new", LONG))
                    .isInstanceOfSatisfying(
                            StoreUnavailableException.class,
                            e -> assertThat(e.mayHaveTakenEffect()).isTrue());
            assertThat(near(store).entries()).isZero();
            assertThat(near(store).state()).isEqualTo(State.ACTIVE);
            server.resume();
            eventually()
                    .ignoreExceptions()
                    .until(() -> store.get("user:1", String.class).equals(Optional.of("new")));
        }
    }
}
