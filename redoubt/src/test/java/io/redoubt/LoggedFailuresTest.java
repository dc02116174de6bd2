package io.redoubt;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.Ttl;
import io.redoubt.api.cache.Loader;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.Warmup;
import io.redoubt.api.cache.WarmupPlan;
import io.redoubt.api.cache.WriteBehindSettings;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.session.NewSession;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.tck.log.CapturedLog;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the log: what an operator learns of each failure. */
@DisplayName("A failure")
final class LoggedFailuresTest {

    private static final Ttl MINUTE = Ttl.of(ofMinutes(1));
    private static final Duration PATIENCE = ofSeconds(30);

    /** Part of keys, values and ids, which must not be logged. */
    private static final String SECRET = "s3cr3t";

    private static final String DOWN = "java.io.IOException: the source is down";
    private static final Loader<String, Object> FAILS = key -> {
        throw new IOException("the source is down");
    };

    /**
     * Failure and its log line.
     *
     * @param cause makes the failure happen
     * @param level level of the line
     * @param line part of the line: operation, key template, reason and remedy
     */
    private record Failure(Cause cause, String level, String line) {}

    @FunctionalInterface
    private interface Cause {
        void happen(Redoubt redoubt) throws Exception;
    }

    private static RegionSpec<String, Object> spec(String name) {
        return RegionSpec.of(name, Object.class).key(name + ":{id}").ttl(ofMinutes(5));
    }

    private static List<Failure> everywhere() {
        return List.of(
                new Failure(
                        redoubt -> {
                            Region<String, Object> region =
                                    redoubt.cache().region(spec("old").staleOnError(ofHours(1)));
                            region.put(SECRET, "old " + SECRET);
                            region.markStale(SECRET);
                            region.fetch(SECRET, FAILS);
                        },
                        "WARN",
                        "region old, key old:{id}: a stale value is returned, because its load failed: " + DOWN),
                new Failure(
                        redoubt -> {
                            Region<String, Object> region =
                                    redoubt.cache().region(spec("swr").staleWhileRevalidate(ofHours(1)));
                            region.put(SECRET, "old " + SECRET);
                            region.markStale(SECRET);
                            region.fetch(SECRET, FAILS);
                        },
                        "WARN",
                        "region swr, key swr:{id}: a value could not be refreshed, and the old one is returned until it"
                                + " ends: " + DOWN),
                new Failure(
                        redoubt -> {
                            Region<String, Object> region = redoubt.cache()
                                    .region(spec("soft")
                                            .softTimeout(ofMillis(1))
                                            .staleOnError(ofHours(1)));
                            region.put(SECRET, "old " + SECRET);
                            region.markStale(SECRET);
                            CountDownLatch returned = new CountDownLatch(1);
                            region.fetch(SECRET, key -> returned.await(30, TimeUnit.SECONDS));
                            returned.countDown();
                        },
                        "WARN",
                        "region soft, key soft:{id}: a stale value is returned, because its load takes longer than the"
                                + " timeout of the region"),
                new Failure(
                        redoubt -> redoubt.cache().region(spec("odd")).get(SECRET, key -> new Thread(SECRET)),
                        "WARN",
                        "region odd, key odd:{id}: a loaded value could not be stored, and the next caller loads it again:"
                                + " CodecException: cannot write a java.lang.Thread as JSON: "),
                new Failure(
                        redoubt -> {
                            Region<String, Object> region = redoubt.cache()
                                    .region(spec("weighed").near(NearCacheSettings.maxWeight(100, value -> {
                                        throw new IllegalStateException("a failing weigher");
                                    })));
                            Awaitility.await()
                                    .atMost(PATIENCE)
                                    .until(() -> region.statistics().near().state() == State.ACTIVE);
                            region.put(SECRET, SECRET);
                            region.lookup(SECRET);
                        },
                        "WARN",
                        "region weighed, key weighed:{id}: a value could not be kept in the near cache:"
                                + " java.lang.IllegalStateException: a failing weigher"),
                new Failure(
                        redoubt -> {
                            for (int i = 1; i <= 65; i++) {
                                var unused = redoubt.cache().region(spec("many").near(NearCacheSettings.maxEntries(i)));
                            }
                        },
                        "WARN",
                        "region many, key many:{id}: further Region objects have no near cache, since 64 with different"
                                + " settings, codecs or types are open: keep and reuse one Region object"),
                new Failure(
                        redoubt -> {
                            Region<String, Object> region = redoubt.cache().region(spec("late"));
                            region.writeBehind(
                                            WriteBehindSettings.defaults()
                                                    .shards(1)
                                                    .attempts(2)
                                                    .poll(ofMillis(10))
                                                    .backoff(ofMillis(1), ofMillis(2))
                                                    .drainWithin(ofSeconds(1)),
                                            batch -> {
                                                throw new IOException("the source is down");
                                            })
                                    .put(SECRET, SECRET);
                        },
                        "WARN",
                        "write-behind late: shard 0 repeats 1 writes, which the source did not take: " + DOWN),
                new Failure(
                        redoubt -> {}, // the write of the failure before
                        "ERROR",
                        "write-behind late: a write of shard 0 was given up, and is kept in deadLetters(): " + DOWN),
                new Failure(
                        redoubt -> redoubt.cache()
                                .region(spec("through"))
                                .writeThrough((id, value) -> {})
                                .put(SECRET, new Thread(SECRET)),
                        "WARN",
                        "write-through through: the region's value of key through:{id} is invalidated instead of replaced;"
                                + " what the source has is loaded with the next read: CodecException: cannot write a"
                                + " java.lang.Thread as JSON: "),
                new Failure(
                        redoubt -> {
                            Region<String, Object> region = redoubt.cache().region(spec("listed"));
                            Warmup unused = region.warmup(WarmupPlan.of(
                                            () -> {
                                                throw new IllegalStateException("no list of keys");
                                            },
                                            ids -> Map.of()))
                                    .start();
                        },
                        "WARN",
                        "region listed: its warming failed: java.lang.IllegalStateException: no list of keys"),
                new Failure(
                        redoubt -> {
                            Region<String, Object> region = redoubt.cache().region(spec("told"));
                            WarmupPlan<String, Object> plan = WarmupPlan.of(() -> Stream.of(SECRET), ids -> Map.of());
                            try (Warmup warmup = region.warmup(plan.listener(progress -> {
                                throw new IllegalStateException("a failing listener");
                            }))) {
                                warmup.run();
                            }
                        },
                        "WARN",
                        "the listener of the warming of region told failed: java.lang.IllegalStateException: a failing"
                                + " listener"),
                new Failure(
                        redoubt -> {
                            Region<String, Object> region = redoubt.cache().region(spec("warm"));
                            WarmupPlan<String, Object> plan = WarmupPlan.of(() -> Stream.of(SECRET), ids -> {
                                throw new IOException("the source is down");
                            });
                            try (Warmup warmup = region.warmup(plan)) {
                                warmup.run();
                            }
                        },
                        "WARN",
                        "warming of region warm: a batch of 1 keys failed, and the others go on: LoadFailedException: "
                                + DOWN),
                new Failure(
                        redoubt -> {
                            redoubt.cache().set(SECRET, SECRET, MINUTE);
                            redoubt.cache().get(SECRET, Integer.class);
                        },
                        "WARN",
                        "cache, key *: a stored value of 8 bytes does not decode as java.lang.Integer and counts as"
                                + " missing; delete it, or read it as what was written: CodecException: cannot read JSON"
                                + " as java.lang.Integer: "),
                new Failure(
                        redoubt -> {
                            Region<String, Object> region = redoubt.cache().region(spec("typed"));
                            region.put(SECRET, SECRET);
                            region.as(Integer.class).lookup(SECRET);
                        },
                        "WARN",
                        "region typed, key typed:{id}: a stored value of 8 bytes does not decode as java.lang.Integer"),
                new Failure(
                        redoubt -> redoubt.sessions()
                                .create(NewSession.of(SECRET).attribute("hero", SECRET))
                                .attribute("hero", Integer.class),
                        "WARN",
                        "session.attribute, key session:*: the attribute 'hero' of 8 bytes does not decode as"
                                + " java.lang.Integer and counts as absent; set it again, or read it as what was written:"
                                + " CodecException: "),
                new Failure(
                        redoubt -> redoubt.locks()
                                .tryAcquire(SECRET, LockOptions.lease(ofMillis(500)))
                                .orElseThrow()
                                .onLost(() -> {
                                    throw new IllegalStateException("a failing action");
                                }),
                        "WARN",
                        "lock.hold, key lock:*: a lock was lost before it was released, since its lease ended or another"
                                + " program removed it; what it protects must check isValid() or the fencing token"),
                new Failure(
                        redoubt -> {}, // the loss of the failure before
                        "ERROR",
                        "an onLost action of a lock failed: java.lang.IllegalStateException: a failing action"));
    }

    private static Failure refused(RedisServer server, String prefix) {
        return new Failure(
                redoubt -> {
                    try (RawRedis raw = server.raw()) {
                        raw.call("RPUSH", prefix + "cache:list-" + SECRET, SECRET);
                        redoubt.cache().get("list-" + SECRET, String.class);
                    } catch (StoreRejectedException e) {
                        assertThat(e.code()).isEqualTo("WRONGTYPE");
                    } finally {
                        redoubt.cache().delete("list-" + SECRET);
                    }
                },
                "WARN",
                "cache.get (GET on " + prefix
                        + "cache:*) failed: refused with WRONGTYPE. Use another key, or delete what is there");
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "lettuce", "jedis"})
    @DisplayName("is one line with operation, key template, reason and remedy, its stack at DEBUG, and nothing secret")
    void lines(String backend) throws Exception {
        RedisServer server = RedisServers.shared();
        String prefix = "logged-" + backend + "-" + ProcessHandle.current().pid() + ":";
        Stream<Failure> failures = backend.equals("embedded")
                ? everywhere().stream()
                : Stream.concat(everywhere().stream(), Stream.of(refused(server, prefix)));
        try (CapturedLog log = CapturedLog.of("io.redoubt");
                Redoubt redoubt = open(backend, server, prefix)) {
            CapturedLog.Excerpt since = log.fromHere();
            for (Failure failure : failures.toList()) {
                failure.cause.happen(redoubt);
                Awaitility.await(failure.line).atMost(PATIENCE).untilAsserted(() -> {
                    assertThat(log.lines()).anyMatch(line -> line.contains(failure.line));
                    assertThat(since.count(failure.level, List.of(failure.line)))
                            .isOne();
                });
            }
            assertThat(since.count("DEBUG", List.of("IOException: the source is down")))
                    .isGreaterThanOrEqualTo(4);
            assertThat(log.lines()).filteredOn(line -> line.contains(SECRET)).isEmpty();
            for (String level : List.of("INFO", "WARN", "ERROR")) {
                assertThat(since.count(level, List.of("\tat ")))
                        .as("stack traces at %s", level)
                        .isZero();
            }
        } finally {
            try (RawRedis raw = server.raw()) {
                raw.texts("KEYS", prefix + "*").forEach(key -> raw.call("DEL", key));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "lettuce", "jedis"})
    @DisplayName("is not what happens to a held lock when Redoubt is closed in order: no WARN")
    void closing(String backend) {
        RedisServer server = RedisServers.shared();
        try (CapturedLog log = CapturedLog.of("io.redoubt")) {
            CapturedLog.Excerpt since = log.fromHere();
            try (Redoubt redoubt = open(backend, server, "closing-" + backend + ":")) {
                assertThat(redoubt.locks()
                                .tryAcquire(
                                        "door", LockOptions.lease(ofMinutes(1)).autoRenew()))
                        .isPresent();
                assertThat(redoubt.locks().tryAcquire("gate", LockOptions.lease(ofMinutes(1))))
                        .isPresent();
            }
            assertThat(since.count("WARN", List.of("lock"))).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis"})
    @DisplayName("that the server's eviction policy will cause is announced once, when the server is connected to")
    void eviction(String driver) {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                RawRedis raw = server.raw();
                CapturedLog log = CapturedLog.of("io.redoubt")) {
            String line = "the maxmemory-policy of " + server.host() + ":" + server.port() + " is ";
            use(driver, server);
            assertThat(log.lines()).noneMatch(each -> each.contains(line));
            for (String policy : List.of("allkeys-lru", "volatile-ttl")) {
                raw.call("CONFIG", "SET", "maxmemory-policy", policy);
                try (Redoubt redoubt = open(driver, server, "evicting:")) {
                    redoubt.cache().exists("k");
                    Awaitility.await()
                            .atMost(PATIENCE)
                            .untilAsserted(() -> assertThat(log.lines())
                                    .filteredOn(each -> each.contains(line + policy))
                                    .hasSize(1)
                                    .allMatch(each -> each.contains("noeviction") && each.contains("locks, sessions")));
                }
            }
        }
    }

    private static void use(String driver, RedisServer server) {
        try (Redoubt redoubt = open(driver, server, "evicting:")) {
            redoubt.cache().exists("k");
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> redoubt.connections().orElseThrow().calls() >= 2); // one is that of the check
        }
    }

    private static Redoubt open(String backend, RedisServer server, String prefix) {
        RedoubtSettings.Builder settings = RedoubtSettings.builder().keyPrefix(prefix);
        return backend.equals("embedded")
                ? Redoubt.embedded(settings.build())
                : Redoubt.connect(settings.driver(backend)
                        .redis(RedisSettings.builder()
                                .node(new Node(server.host(), server.port()))
                                .commandTimeout(PATIENCE)
                                .connectTimeout(PATIENCE)
                                .build())
                        .build());
    }
}
