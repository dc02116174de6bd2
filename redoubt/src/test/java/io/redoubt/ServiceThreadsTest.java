package io.redoubt;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.cache.Loader;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.WarmupPlan;
import io.redoubt.api.cache.WriteBehindPolicy;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.session.NewSession;
import io.redoubt.redis.ConnectionEvent;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of all threads that Redoubt starts, against the list {@code service-threads.txt}. */
@DisplayName("A thread of Redoubt")
final class ServiceThreadsTest {

    private static final Duration PATIENCE = ofSeconds(30);

    /** Row of the list. */
    private record ListedThread(String name, Set<String> backends, String injection) {}

    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    private static List<ListedThread> listed() {
        try (InputStream list = ServiceThreadsTest.class.getResourceAsStream("/service-threads.txt")) {
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\\|"))
                    .map(words -> new ListedThread(
                            words[0].strip(), Set.of(words[1].strip().split(" +")), words[2].strip()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @DisplayName("is in the list with a test that injects an Error")
    void tests() {
        assertThat(listed())
                .filteredOn(thread -> !thread.injection.equals("here"))
                .allSatisfy(thread -> assertThat(Files.readString(Path.of("..").resolve(thread.injection)))
                        .as(thread.name)
                        .containsAnyOf("Error(", "ErrorSource", "FaultInjector"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "lettuce", "jedis"})
    @DisplayName("is in the list, and goes on after an Error of the code that it calls")
    void errors(String backend) throws Exception {
        Set<String> before = alive();
        AtomicInteger events = new AtomicInteger();
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                Redoubt redoubt = open(backend, server, events)) {
            loads(redoubt);
            refreshes(redoubt);
            warmings(redoubt);
            lateWrites(redoubt);
            losses(redoubt);
            asynchronousCalls(redoubt);
            if (!backend.equals("embedded")) {
                touches(redoubt);
                connectionEvents(redoubt, server, events);
                refusals(redoubt, server);
            }
            look();
        }
        seen.removeAll(before);
        assertThat(new TreeSet<>(seen)).containsAll(names(backend)).isSubsetOf(names(backend, backend + "?"));
    }

    /** Returns the listed threads with one of these words in the column of backends. */
    private static Set<String> names(String... backends) {
        return listed().stream()
                .filter(thread -> Stream.of(backends).anyMatch(thread.backends::contains))
                .map(ListedThread::name)
                .collect(toCollection(TreeSet::new));
    }

    private static Set<String> alive() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(thread -> thread.getName().replaceAll("[0-9]+", "N"))
                .filter(name -> name.startsWith("redoubt-"))
                .collect(toSet());
    }

    private void look() {
        seen.addAll(alive());
    }

    /** Notes which thread runs this, then throws an Error the first time. */
    private Loader<String, String> failingOnce(String value) {
        AtomicInteger calls = new AtomicInteger();
        return key -> {
            look();
            if (calls.getAndIncrement() == 0) {
                throw new NoClassDefFoundError("thrown by a test");
            }
            return value;
        };
    }

    private static RegionSpec<String, String> spec(String name) {
        return RegionSpec.of(name, String.class).ttl(ofMinutes(5));
    }

    private void loads(Redoubt redoubt) {
        Region<String, String> region = redoubt.cache().region(spec("loads").hardTimeout(ofSeconds(20)));
        Loader<String, String> loader = failingOnce("v");
        assertThatThrownBy(() -> region.get("k", loader)).isInstanceOf(NoClassDefFoundError.class);
        assertThat(region.get("k", loader)).isEqualTo("v");
    }

    private void refreshes(Redoubt redoubt) {
        Region<String, String> region = redoubt.cache()
                .region(spec("refreshes").staleWhileRevalidate(ofHours(1)).staleOnError(ofHours(1), ofMillis(1)));
        region.put("k", "old");
        region.markStale("k");
        Loader<String, String> loader = failingOnce("new");
        Awaitility.await().atMost(PATIENCE).until(() -> "new".equals(region.get("k", loader)));
    }

    private void warmings(Redoubt redoubt) {
        Region<String, String> region = redoubt.cache().region(spec("threads"));
        AtomicInteger lists = new AtomicInteger();
        Loader<String, String> loader = failingOnce("warm");
        WarmupPlan<String, String> plan = WarmupPlan.of(
                () -> {
                    look();
                    if (lists.getAndIncrement() == 0) {
                        throw new NoClassDefFoundError("thrown by a test");
                    }
                    return Stream.of("w");
                },
                ids -> Map.of("w", String.valueOf(loader.load("w"))));
        var repeated = region.warmup(plan).every(ofMillis(10));
        try {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> region.lookup("w").value().isPresent());
        } finally {
            repeated.close();
        }
    }

    private void lateWrites(Redoubt redoubt) throws Exception {
        CountDownLatch written = new CountDownLatch(1);
        Loader<String, String> writer = failingOnce("written");
        WriteBehindPolicy policy = WriteBehindPolicy.defaults()
                .shards(1)
                .poll(ofMillis(20))
                .backoff(ofMillis(1), ofMillis(20))
                .drainWithin(ofSeconds(5));
        redoubt.cache()
                .region(spec("threads"))
                .writeBehind(policy, batch -> {
                    writer.load("k");
                    written.countDown();
                })
                .put("k", "v");
        assertThat(written.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private void losses(Redoubt redoubt) throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        redoubt.locks()
                .tryAcquire("a", LockOptions.lease(ofMillis(500)))
                .orElseThrow()
                .onLost(() -> {
                    look();
                    throw new NoClassDefFoundError("thrown by a test");
                });
        redoubt.locks()
                .tryAcquire("b", LockOptions.lease(ofSeconds(1)))
                .orElseThrow()
                .onLost(second::countDown);
        look();
        assertThat(second.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private void asynchronousCalls(Redoubt redoubt) throws Exception {
        Region<String, String> region = redoubt.cache().region(spec("async"));
        Loader<String, String> loader = failingOnce("v");
        assertThatThrownBy(() -> get(
                        redoubt.cache().async().get("none", String.class).thenApply(none -> region.get("k", loader))))
                .hasRootCauseInstanceOf(NoClassDefFoundError.class);
        assertThat(region.get("k", loader)).isEqualTo("v");
        var limit = RateLimitPolicy.slidingWindow("threads", 10, ofMinutes(1)).by("user", "u");
        get(redoubt.sessions().async().list("u"));
        get(redoubt.locks().async().forceRelease("none"));
        get(redoubt.rateLimiter().async().peek(limit));
        get(redoubt.cache().async().exists("k"));
        look();
    }

    private static <T> T get(java.util.concurrent.CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private void touches(Redoubt redoubt) {
        String id = redoubt.sessions().create(NewSession.of("u")).id();
        Awaitility.await().atMost(PATIENCE).until(() -> {
            redoubt.sessions().find(id);
            look();
            return seen.contains("redoubt-session-touch");
        });
    }

    private void connectionEvents(Redoubt redoubt, RedisServer server, AtomicInteger events) {
        Awaitility.await().atMost(PATIENCE).until(() -> events.get() >= 1); // whose listener threw an Error
        try (RawRedis raw = server.raw()) {
            raw.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        }
        Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            redoubt.cache().exists("k");
            look();
            return events.get() >= 3;
        });
    }

    /** Makes the threads start that repeat what the server did not do, and those that look for the server. */
    private void refusals(Redoubt redoubt, RedisServer server) {
        Region<String, String> region = redoubt.cache().region(spec("refused"));
        region.put("k", "v");
        var held =
                redoubt.locks().tryAcquire("c", LockOptions.lease(ofMinutes(1))).orElseThrow();
        server.kill();
        Thread released = new Thread(() -> {
            try {
                held.close();
            } catch (RuntimeException e) {
                look();
            }
        });
        released.start();
        try {
            region.invalidate("k");
        } catch (RuntimeException e) {
            look();
        }
        Awaitility.await().atMost(PATIENCE).until(() -> {
            try {
                redoubt.cache().exists("k");
            } catch (RuntimeException e) {
                look();
            }
            return seen.containsAll(List.of(
                    "redoubt-cache-replay", "redoubt-lock-cleanup", "redoubt-redis-clock-N", "redoubt-redis-keeper-N"));
        });
        server.restart();
    }

    private static Redoubt open(String backend, RedisServer server, AtomicInteger events) {
        RedoubtSettings.Builder settings =
                RedoubtSettings.builder().keyPrefix("threads:").sessionTtl(ofSeconds(20));
        if (backend.equals("embedded")) {
            return Redoubt.embedded(settings.build());
        }
        return Redoubt.connect(settings.driver(backend)
                .redis(RedisSettings.builder()
                        .node(new Node(server.host(), server.port()))
                        .commandTimeout(ofSeconds(10))
                        .connectTimeout(PATIENCE)
                        .listener(event -> failFirst(events, event))
                        .build())
                .build());
    }

    private static void failFirst(AtomicInteger events, ConnectionEvent event) {
        if (events.getAndIncrement() == 0) {
            throw new NoClassDefFoundError("thrown by a test at " + event);
        }
    }
}
