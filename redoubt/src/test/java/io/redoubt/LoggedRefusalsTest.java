package io.redoubt;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.RedoubtException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.cache.BulkLoader;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.NearCacheStatistics;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.Warmup;
import io.redoubt.api.cache.WarmupPlan;
import io.redoubt.api.cache.WriteBehind;
import io.redoubt.api.cache.WriteBehindSettings;
import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.cache.CacheSettings;
import io.redoubt.cache.CacheStoreFactory;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.json.JsonCodec;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.lock.LockProviderFactory;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.log.CapturedLog;
import io.redoubt.tck.refusal.Refusal;
import io.redoubt.tck.refusal.RefusingServer;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of the log: what an operator learns of a server that refuses or does not answer. */
@DisplayName("A call that Redis does not serve")
final class LoggedRefusalsTest {

    private static final Duration TIMEOUT = ofSeconds(30);

    /** Part of keys, values and passwords, which must not be logged. */
    private static final String SECRET = "s3cr3t";

    private enum Driver {
        LETTUCE,
        JEDIS;

        RedisDriverProvider provider() {
            return this == LETTUCE ? new LettuceDriverProvider() : new JedisDriverProvider();
        }

        Redoubt open(RedisSettingsBuilder redis) {
            return Redoubt.connect(RedoubtSettings.builder()
                    .driver(name().toLowerCase(java.util.Locale.ROOT))
                    .keyPrefix("refused:")
                    .redis(redis.build())
                    .build());
        }
    }

    private static CacheStoreFactory cache(RefusingServer redis) {
        CacheSettings settings =
                new CacheSettings(JsonCodec.create(), "refused:", CacheSettings.DEFAULT_MAX_VALUE_BYTES);
        return CacheStoreFactory.redis(redis.driver(), TIMEOUT, settings, System::nanoTime);
    }

    private static String remedy(String code) {
        return switch (code) {
            case "OOM" -> ". Give the server more memory, or shorter times to live";
            case "MISCONF" -> ". See the server's log: it cannot save its data";
            case "NOPERM", "NOAUTH", "WRONGPASS" -> ". Check the ACL of the user in the Redis settings";
            case "WRONGTYPE" -> ". Use another key, or delete what is there";
            case "LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "BUSY" -> ". This passes by itself";
            default -> "";
        };
    }

    private static void assertNothingSecret(CapturedLog log, CapturedLog.Excerpt since) {
        assertThat(log.lines()).filteredOn(line -> line.contains(SECRET)).isEmpty();
        for (String level : List.of("WARN", "ERROR")) {
            assertThat(since.count(level, List.of("\tat ")))
                    .as("stack traces above DEBUG")
                    .isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("since it refuses is one line with operation, command, key template, code and remedy")
    void refusals(Driver driver) {
        refusals(driver, Refusal.SAMPLES);
    }

    @Tag("slow")
    @ParameterizedTest
    @EnumSource
    @DisplayName("since it refuses for any reason is one line with operation, command, key template, code and remedy")
    void anyRefusal(Driver driver) {
        refusals(driver, Refusal.ALL);
    }

    private static void refusals(Driver driver, List<Refusal> refusals) {
        try (CapturedLog log = CapturedLog.of("io.redoubt");
                RefusingServer redis = RefusingServer.open(driver.provider());
                CacheStoreFactory caches = cache(redis)) {
            CapturedLog.Excerpt all = log.fromHere();
            redis.forEach(refusals, (refusal, name) -> {
                CapturedLog.Excerpt since = log.fromHere();
                redis.refuse(refusal, "GET"::equals);
                assertThatThrownBy(() -> caches.store().get(SECRET, String.class))
                        .isInstanceOf(RedoubtException.class);
                assertThat(since.count(
                                "WARN",
                                List.of("cache.get (GET on refused:cache:*) failed: refused with "
                                        + refusal.code()
                                        + remedy(refusal.code()))))
                        .as("%s: %s", refusal, log.lines())
                        .isOne();
            });
            assertNothingSecret(log, all);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("and that is done later is one line, and what is left at the close is another")
    void later(Driver driver) {
        Refusal full = Refusal.ALL.get(0);
        try (CapturedLog log = CapturedLog.of("io.redoubt");
                RefusingServer redis = RefusingServer.open(driver.provider())) {
            CapturedLog.Excerpt since = log.fromHere();
            try (CacheStoreFactory caches = cache(redis);
                    LockProviderFactory locks = LockProviderFactory.redis(
                            redis.driver(), TIMEOUT, "refused:", AsyncSettings.defaults(), System::nanoTime)) {
                LockHandle lock = locks.provider()
                        .tryAcquire(SECRET, LockOptions.lease(ofMinutes(1)))
                        .orElseThrow();
                Region<String, String> region = caches.store()
                        .region(RegionSpec.of("names", String.class).ttl(ofMinutes(1)));
                redis.refuse(full, command -> true);
                lock.close();
                assertThatThrownBy(() -> region.invalidate(SECRET)).isInstanceOf(StoreRejectedException.class);
            }
            redis.heal();
            assertThat(since.count(
                            "WARN",
                            List.of("lock.release, key lock:*: a lock could not be released, which is tried again until"
                                    + " its lease is over: StoreRejectedException: ")))
                    .isOne();
            assertThat(since.count("WARN", List.of("closed with 1 invalidations that did not reach the store")))
                    .isOne();
            assertNothingSecret(log, since);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("and that follows an accepted or a written write is one line with the key template")
    void afterWrites(Driver driver) throws Exception {
        try (CapturedLog log = CapturedLog.of("io.redoubt");
                RefusingServer redis = RefusingServer.open(driver.provider());
                CacheStoreFactory caches = cache(redis)) {
            CapturedLog.Excerpt since = log.fromHere();
            CountDownLatch toWrite = new CountDownLatch(1);
            WriteBehind<String, String> accepting = behind(caches, "accepting", toWrite);
            redis.refuse(Refusal.ALL.get(0), "UNLINK"::equals);
            accepting.put(SECRET, SECRET);
            assertThat(since.count(
                            "WARN",
                            List.of("write-behind accepting: the region's value of key accepting:{id} is invalidated"
                                    + " later: StoreRejectedException: ")))
                    .isOne();
            redis.heal();

            WriteBehind<String, String> writing = behind(caches, "writing", toWrite);
            writing.put(SECRET, SECRET);
            redis.refuse(Refusal.ALL.get(0), "UNLINK"::equals);
            toWrite.countDown();
            Awaitility.await()
                    .atMost(TIMEOUT)
                    .until(() -> writing.statistics().depth() == 0
                            && since.count(
                                            "WARN",
                                            List.of("write-behind writing: shard 0 invalidates the region's value of"
                                                    + " what it has written later: StoreRejectedException: "))
                                    == 1);
            redis.heal();
            Awaitility.await()
                    .atMost(TIMEOUT)
                    .until(() -> accepting.statistics().depth() == 0);
            assertNothingSecret(log, since);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("of a load or of a warm-up is one line that tells what happens instead")
    void loads(Driver driver) {
        try (CapturedLog log = CapturedLog.of("io.redoubt");
                RefusingServer redis = RefusingServer.open(driver.provider());
                CacheStoreFactory caches = cache(redis)) {
            CapturedLog.Excerpt since = log.fromHere();
            Region<String, String> region = caches.store()
                    .region(RegionSpec.of("loads", String.class)
                            .key("loads:{id}")
                            .ttl(ofMinutes(1)));
            region.put("other", "v"); // makes the versions
            redis.refuse(Refusal.ALL.get(0), Set.of("EVALSHA", "EVAL", "SET")::contains);
            assertThat(region.get(SECRET, key -> "v")).isEqualTo("v");
            assertThat(since.count(
                            "WARN",
                            List.of("region loads, key loads:{id}: a load could not be announced, and its value is not"
                                    + " stored: StoreRejectedException: ")))
                    .as("%s", log.lines())
                    .isOne();
            BulkLoader<String, String> loader = missing -> Map.of(SECRET, "v");
            try (Warmup warmup = region.warmup(WarmupPlan.of(() -> Stream.of(SECRET), loader))) {
                assertThat(warmup.run().orElseThrow().failed()).isOne();
            }
            assertThat(since.count("WARN", List.of("a region is warmed without a lease, since the store refuses it")))
                    .isOne();
            redis.heal();
            assertNothingSecret(log, since);
        }
    }

    private static WriteBehind<String, String> behind(CacheStoreFactory caches, String name, CountDownLatch toWrite) {
        Region<String, String> region = caches.store()
                .region(RegionSpec.of(name, String.class).key(name + ":{id}").ttl(ofMinutes(1)));
        return region.writeBehind(
                WriteBehindSettings.defaults().shards(1).poll(ofMillis(10)), batch -> toWrite.await());
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("since its user may not let it report changes is one line, and near caches are off")
    void tracking(Driver driver) {
        try (CapturedLog log = CapturedLog.of("io.redoubt");
                RedisServer server = RedisServers.start(ServerOptions.defaults()
                        .aclUser(
                                "plain",
                                "on",
                                ">" + SECRET,
                                "~*",
                                "&*",
                                "+@all",
                                "-client",
                                "+client|setname",
                                "+client|id"));
                Redoubt redoubt = driver.open(RedisSettings.builder()
                        .node(new Node(server.host(), server.port()))
                        .connectTimeout(TIMEOUT)
                        .commandTimeout(TIMEOUT)
                        .credentials("plain", SECRET))) {
            CapturedLog.Excerpt since = log.fromHere();
            Region<String, String> region = redoubt.cache()
                    .region(RegionSpec.of("near", String.class)
                            .ttl(ofMinutes(1))
                            .near(NearCacheSettings.maxEntries(10)));
            Awaitility.await()
                    .atMost(TIMEOUT)
                    .until(() -> region.statistics().near().state() == NearCacheStatistics.State.REFUSED);
            assertThat(region.get(SECRET, key -> "v")).isEqualTo("v");
            assertThat(since.count(
                            "WARN",
                            List.of(
                                    "Give the user the right to call CLIENT, use messagesIfTrackingRefused",
                                    "or turn near caches off")))
                    .isOne();
            assertNothingSecret(log, since);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("since it does not answer, or does not run, is one line with the reason and a remedy")
    void unanswered(Driver driver) {
        try (CapturedLog log = CapturedLog.of("io.redoubt");
                RedisServer server = RedisServers.start(ServerOptions.defaults());
                RawRedis raw = server.raw();
                Redoubt redoubt = driver.open(RedisSettings.builder()
                        .node(new Node(server.host(), server.port()))
                        .connectTimeout(TIMEOUT)
                        .commandTimeout(ofSeconds(2)))) {
            CapturedLog.Excerpt since = log.fromHere();
            redoubt.cache().exists(SECRET);
            raw.call("CLIENT", "PAUSE", "60000", "ALL");
            assertThatThrownBy(() -> redoubt.cache().get(SECRET, String.class)).isInstanceOf(RedoubtException.class);
            assertThat(since.count("WARN", List.of("If the server is healthy, raise the command timeout")))
                    .as("%s", log.lines())
                    .isOne();
            server.kill();
            Awaitility.await().atMost(TIMEOUT).pollInterval(ofMillis(10)).untilAsserted(() -> {
                assertThatThrownBy(() -> redoubt.cache().get(SECRET, String.class))
                        .isInstanceOf(RedoubtException.class);
                assertThat(since.count("WARN", List.of("Check that the server runs and that host and port are right")))
                        .isPositive();
            });
            assertThat(since.count("WARN", List.of("lost the connection to " + server.host() + ":" + server.port())))
                    .isPositive();
            Awaitility.await()
                    .atMost(TIMEOUT)
                    .until(() -> since.count(
                                    "WARN",
                                    List.of("leaving " + server.host() + ":" + server.port()
                                            + " alone, and trying it again in the background"))
                            > 0);
            try (Redoubt another = driver.open(RedisSettings.builder()
                    .node(new Node(server.host(), server.port()))
                    .connectTimeout(ofSeconds(1))
                    .commandTimeout(ofSeconds(2)))) {
                assertThat(another.connections()).isPresent();
                Awaitility.await()
                        .atMost(TIMEOUT)
                        .until(() -> since.count(
                                        "WARN",
                                        List.of("could not connect at the start, which the next calls try again: "))
                                == 1);
            }
            assertNothingSecret(log, since);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("since the password is wrong is a line that tells what to check, without the password")
    void wrongPassword(Driver driver) {
        try (CapturedLog log = CapturedLog.of("io.redoubt");
                RedisServer server = RedisServers.start(ServerOptions.defaults().password("right"));
                Redoubt redoubt = driver.open(RedisSettings.builder()
                        .node(new Node(server.host(), server.port()))
                        .connectTimeout(TIMEOUT)
                        .commandTimeout(TIMEOUT)
                        .password(SECRET))) {
            CapturedLog.Excerpt since = log.fromHere();
            Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> {
                assertThatThrownBy(() -> redoubt.cache().get("k", String.class)).isInstanceOf(RedoubtException.class);
                assertThat(since.count("WARN", List.of("Check user, password, database and TLS of the Redis settings")))
                        .isPositive();
            });
            assertNothingSecret(log, since);
        }
    }
}
