package io.redoubt.cache;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.NearCacheStatistics;
import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.health.Health;
import io.redoubt.api.health.HealthStatus;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.json.JsonCodec;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.routing.RedisDriverFactory;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.test.server.ProxiedServer;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The state of near caches")
@ParameterizedClass
@MethodSource("drivers")
final class NearHealthTest {

    private final RedisDriverProvider provider;
    private ProxiedServer server;
    private RedisDriver driver;
    private CacheStoreFactory caches;

    NearHealthTest(RedisDriverProvider provider) {
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
                .heartbeat(ofMillis(200))
                .build();
        driver = RedisDriverFactory.open(provider, settings, System::nanoTime);
        caches = CacheStoreFactory.redis(
                driver,
                ofSeconds(10),
                new CacheSettings(
                        JsonCodec.create(),
                        "state:",
                        CacheSettings.DEFAULT_MAX_VALUE_BYTES,
                        AsyncSettings.defaults(),
                        null,
                        Map.of("item:", NearCacheSettings.maxEntries(100))),
                System::nanoTime);
    }

    @AfterEach
    void close() {
        caches.close();
        driver.close();
        server.close();
    }

    private Region<String, String> region(String name) {
        return caches.store()
                .region(RegionSpec.of(name, String.class)
                        .ttl(ofMinutes(60))
                        .near(NearCacheSettings.maxEntries(100).maxAge(ofMinutes(30))));
    }

    private static ConditionFactory eventually() {
        return Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(ofMillis(5))
                .atMost(ofSeconds(60));
    }

    private static State state(Region<?, ?> region) {
        return region.statistics().near().state();
    }

    private static Duration sinceHeartbeat(Region<?, ?> region) {
        return region.statistics().near().sinceHeartbeat().orElse(Duration.ZERO);
    }

    /** Returns when the server last answered, by the clock of this process. */
    private static long answerNanos(Region<?, ?> region) {
        return System.nanoTime() - sinceHeartbeat(region).toNanos();
    }

    @Test
    @DisplayName("tells how long ago the server last answered, whether or not it reported a change")
    void silence() {
        assertThat(NearCacheStatistics.NONE.sinceHeartbeat()).isEmpty();
        Region<String, String> region = region("names");
        eventually().until(() -> state(region) == State.ACTIVE);
        long first = answerNanos(region);
        eventually().until(() -> answerNanos(region) - first > ofSeconds(1).toNanos());

        server.proxy().faults().blackHole();
        eventually()
                .until(() ->
                        state(region) != State.ACTIVE && sinceHeartbeat(region).compareTo(ofSeconds(2)) > 0);
        server.proxy().faults().heal();
        eventually()
                .until(() ->
                        state(region) == State.ACTIVE && sinceHeartbeat(region).compareTo(ofSeconds(2)) < 0);
    }

    @Test
    @DisplayName("is UP in health while all are in use, and DEGRADED with the regions and reasons while one is not")
    void health() {
        assertThat(caches.nearHealth().check())
                .isEqualTo(Health.of("near", HealthStatus.UP, Map.of("regions", "0", "prefixes", "1", "active", "1")));
        caches.store().region(RegionSpec.of("without", String.class).ttl(ofMinutes(60)));
        region("names");
        region("prices");
        caches.store().get("item:1", String.class); // asks for reports
        Health up = Health.of("near", HealthStatus.UP, Map.of("regions", "2", "prefixes", "1", "active", "3"));
        eventually().until(() -> caches.nearHealth().check().equals(up));

        server.kill();
        eventually().until(() -> caches.nearHealth().check().status() == HealthStatus.DEGRADED);
        Map<String, String> details = caches.nearHealth().check().details();
        assertThat(details).containsEntry("regions", "2").containsEntry("prefixes", "1");
        assertThat(details.get("region names")).contains("lost");
        assertThat(details.get("region prices")).contains("lost");
        eventually()
                .until(() -> caches.nearHealth()
                        .check()
                        .details()
                        .getOrDefault("prefix item:", "")
                        .contains("lost"));
        server.restart();
        eventually().until(() -> caches.nearHealth().check().equals(up));
    }

    @Test
    @DisplayName("is DEGRADED in health where the server refuses to report changes")
    void refused() {
        server.proxy().faults().answer("CLIENT"::equals, "-NOPERM this user has no permissions");
        Region<String, String> region = region("names");
        eventually().until(() -> state(region) == State.REFUSED);
        Health health = caches.nearHealth().check();
        assertThat(health.status()).isEqualTo(HealthStatus.DEGRADED);
        assertThat(health.details()).containsEntry("active", "1"); // the prefix, which was not read yet
        assertThat(health.details().get("region names")).contains("NOPERM");
    }

    @Test
    @DisplayName("is UP in health where processes tell each other of changes instead, which the details say")
    void messages() {
        server.proxy().faults().answer("CLIENT"::equals, "-NOPERM this user has no permissions");
        Region<String, String> region = caches.store()
                .region(RegionSpec.of("names", String.class)
                        .ttl(ofMinutes(60))
                        .near(NearCacheSettings.maxEntries(100).messagesIfTrackingRefused()));
        eventually().until(() -> state(region) == State.MESSAGES);
        Health health = caches.nearHealth().check();
        assertThat(health.status()).isEqualTo(HealthStatus.UP);
        assertThat(health.details())
                .containsEntry("regions", "1")
                .containsEntry("active", "2")
                .containsEntry("messages", "1");
        assertThat(health.details().get("region names")).contains("NOPERM", "messages");
    }

    @Test
    @DisplayName("names at most 20 regions in health")
    void manyRegions() {
        server.proxy().faults().answer("CLIENT"::equals, "-NOPERM this user has no permissions");
        for (int i = 0; i < 25; i++) {
            region("names" + i);
        }
        assertThat(caches.nearHealth().check().details())
                .hasSize(23)
                .containsEntry("regions", "25")
                .containsEntry("active", "1");
    }
}
