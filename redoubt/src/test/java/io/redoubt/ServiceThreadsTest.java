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
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.NearCacheStatistics;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.WarmupPlan;
import io.redoubt.api.cache.WriteBehindSettings;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.SessionNearCacheSettings;
import io.redoubt.api.topic.TopicListener;
import io.redoubt.redis.ConnectionListener;
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
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of all threads that Redoubt starts, against the list {@code service-threads.txt}. */
@DisplayName("A thread of Redoubt")
final class ServiceThreadsTest {

    private static final Duration PATIENCE = ofSeconds(30);

    /** Modules whose threads are those of tests. */
    private static final Set<String> TEST_MODULES = Set.of("examples", "redoubt-test", "tck", "test-support");

    /** Text in the code that begins the name of a thread, with what makes several threads of one name. */
    private static final Pattern NAME = Pattern.compile("(AsyncExecutor\\.create\\(\\s*)?\"(redoubt-[a-z-]+)\"");

    private static final Set<String> NAMES_OF_JACKSON_MODULES = Set.of("redoubt-round-trip", "redoubt-raw-json");

    /** Row of the list. */
    private record ListedThread(String name, Set<String> backends, String injection) {}

    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final Set<String> injected = ConcurrentHashMap.newKeySet();
    private final Set<Duration> recoveries = ConcurrentHashMap.newKeySet();

    /** Work that throws an Error the first time, and goes on from the second time. Notes on which thread, and when. */
    private final class FailingWork {

        private final AtomicInteger runs = new AtomicInteger();
        private volatile long failedAt;

        void run() {
            look();
            int run = runs.getAndIncrement();
            if (run == 0) {
                injected.add(withoutNumbers(Thread.currentThread()));
                failedAt = System.nanoTime();
                throw new NoClassDefFoundError("thrown by a test");
            } else if (run == 1) {
                recoveries.add(Duration.ofNanos(System.nanoTime() - failedAt));
            }
        }

        /** Notes that there is a reason for the second time only now. */
        void isDue() {
            failedAt = System.nanoTime();
        }
    }

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
                .allSatisfy(thread -> {
                    String[] test = thread.injection.split("#", 2);
                    assertThat(Files.readString(Path.of("..").resolve(test[0])))
                            .as(thread.name)
                            .contains("void " + test[1] + "(")
                            .containsAnyOf("Error(", "ErrorSource", "FaultInjector");
                });
    }

    @Test
    @DisplayName("is in the list if the code names it")
    void names() throws IOException {
        Set<String> named = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of(".."))) {
            for (Path file : files.filter(ServiceThreadsTest::isProductCode).toList()) {
                NAME.matcher(Files.readString(file)).results().forEach(match -> {
                    named.add(match.group(2));
                    if (match.group(1) != null) {
                        named.add(match.group(2) + "-N");
                        named.add(match.group(2) + "-deadlines");
                    }
                });
            }
        }
        named.removeAll(NAMES_OF_JACKSON_MODULES);
        assertThat(named)
                .hasSizeGreaterThan(25)
                .allSatisfy(name -> assertThat(listed()).anyMatch(thread -> thread.name.startsWith(name)));
    }

    private static boolean isProductCode(Path file) {
        String path = file.toString().replace('\\', '/');
        return path.endsWith(".java")
                && path.contains("/src/main/java/")
                && !TEST_MODULES.contains(file.getName(1).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "lettuce", "jedis"})
    @DisplayName("is in the list, and goes on after an Error of the code that it calls")
    void errors(String backend) throws Exception {
        run(backend);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(strings = {"embedded", "lettuce", "jedis"})
    @DisplayName("goes on within two seconds after an Error of the code that it calls")
    void recovery(String backend) throws Exception {
        run(backend);
        assertThat(recoveries)
                .hasSameSizeAs(injected)
                .allSatisfy(time -> assertThat(time).isLessThan(ofSeconds(2)));
    }

    private void run(String backend) throws Exception {
        Set<String> before = alive();
        AtomicInteger events = new AtomicInteger();
        FailingWork listener = new FailingWork();
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                Redoubt redoubt = open(backend, server, event -> {
                    events.incrementAndGet();
                    listener.run();
                })) {
            loads(redoubt);
            refreshes(redoubt);
            warmings(redoubt);
            lateWrites(redoubt);
            losses(redoubt);
            asynchronousCalls(redoubt);
            nearCaches(redoubt);
            messages(redoubt);
            if (!backend.equals("embedded")) {
                touches(redoubt);
                connectionEvents(redoubt, server, events, listener);
                refusals(redoubt, server);
            }
            look();
        }
        seen.removeAll(before);
        assertThat(new TreeSet<>(seen)).containsAll(names(backend)).isSubsetOf(names(backend, backend + "?"));
        assertThat(injected)
                .containsExactlyInAnyOrderElementsOf(listed().stream()
                        .filter(thread -> thread.injection.equals("here") && thread.backends.contains(backend))
                        .map(ListedThread::name)
                        .toList());
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
                .map(ServiceThreadsTest::withoutNumbers)
                .filter(name -> name.startsWith("redoubt-"))
                .collect(toSet());
    }

    private static String withoutNumbers(Thread thread) {
        return thread.getName().replaceAll("[0-9]+", "N");
    }

    private void look() {
        seen.addAll(alive());
    }

    private Loader<String, String> failingOnce(String value) {
        FailingWork work = new FailingWork();
        return key -> {
            work.run();
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
        FailingWork list = new FailingWork();
        Loader<String, String> loader = failingOnce("warm");
        WarmupPlan<String, String> plan = WarmupPlan.of(
                () -> {
                    list.run();
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
        WriteBehindSettings settings = WriteBehindSettings.defaults()
                .shards(1)
                .poll(ofMillis(20))
                .backoff(ofMillis(1), ofMillis(20))
                .drainWithin(ofSeconds(5));
        redoubt.cache()
                .region(spec("threads"))
                .writeBehind(settings, batch -> {
                    writer.load("k");
                    written.countDown();
                })
                .put("k", "v");
        assertThat(written.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private void losses(Redoubt redoubt) throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        FailingWork work = new FailingWork();
        redoubt.locks()
                .tryAcquire("a", LockOptions.lease(ofMillis(500)))
                .orElseThrow()
                .onLost(work::run);
        redoubt.locks()
                .tryAcquire("b", LockOptions.lease(ofSeconds(1)))
                .orElseThrow()
                .onLost(() -> {
                    work.run();
                    second.countDown();
                });
        look();
        assertThat(second.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private void asynchronousCalls(Redoubt redoubt) throws Exception {
        Region<String, String> region = redoubt.cache().region(spec("async"));
        Loader<String, String> loader = failingOnce("v");
        assertThatThrownBy(() -> get(region.async().get("k", loader)))
                .hasRootCauseInstanceOf(NoClassDefFoundError.class);
        assertThat(get(region.async().get("k", loader))).isEqualTo("v");
        var limit = RateLimitPolicy.slidingWindow("threads", 10, ofMinutes(1)).by("user", "u");
        get(redoubt.sessions().async().list("u"));
        get(redoubt.locks().async().forceRelease("none"));
        get(redoubt.rateLimiter().async().peek(limit));
        get(redoubt.topics().async().publish("nobody", "hello"));
        get(redoubt.cache().async().exists("k"));
        look();
    }

    private void messages(Redoubt redoubt) throws Exception {
        FailingWork work = new FailingWork();
        CountDownLatch received = new CountDownLatch(2);
        TopicListener<String> listener = TopicListener.of(
                message -> {
                    received.countDown();
                    work.run();
                },
                () -> {});
        redoubt.topics().subscribe("threads", String.class, listener);
        redoubt.topics().publish("threads", "one");
        redoubt.topics().publish("threads", "two");
        assertThat(received.await(30, TimeUnit.SECONDS)).isTrue();
        Awaitility.await().atMost(PATIENCE).until(() -> work.runs.get() == 2);
    }

    private void nearCaches(Redoubt redoubt) {
        Region<String, String> region = redoubt.cache().region(spec("near").near(NearCacheSettings.maxEntries(10)));
        look();
        Awaitility.await().atMost(PATIENCE).until(() -> {
            region.put("k", "v");
            look();
            return region.statistics().near().state() == NearCacheStatistics.State.ACTIVE;
        });
    }

    private static <T> T get(java.util.concurrent.CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private void touches(Redoubt redoubt) {
        String id = redoubt.sessions().create(NewSession.of("u")).id();
        Awaitility.await().atMost(PATIENCE).until(() -> {
            redoubt.sessions().find(id);
            look();
            return seen.containsAll(List.of("redoubt-session-touch", "redoubt-session-tracking"));
        });
    }

    private void connectionEvents(Redoubt redoubt, RedisServer server, AtomicInteger events, FailingWork listener) {
        Awaitility.await().atMost(PATIENCE).until(() -> events.get() >= 1); // whose listener threw an Error
        try (RawRedis raw = server.raw()) {
            listener.isDue();
            raw.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        }
        Awaitility.await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            redoubt.cache().exists("k");
            look();
            assertThat(events).hasValueGreaterThanOrEqualTo(3);
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

    private static Redoubt open(String backend, RedisServer server, ConnectionListener listener) {
        RedoubtSettings.Builder settings = RedoubtSettings.builder()
                .keyPrefix("threads:")
                .sessionTtl(ofSeconds(20))
                .sessionNearCache(SessionNearCacheSettings.maxEntries(10))
                .rateLimitTimeout(ofSeconds(10));
        if (backend.equals("embedded")) {
            return Redoubt.embedded(settings.build());
        }
        return Redoubt.connect(settings.driver(backend)
                .redis(RedisSettings.builder()
                        .node(new Node(server.host(), server.port()))
                        .commandTimeout(ofSeconds(10))
                        .connectTimeout(PATIENCE)
                        .listener(listener)
                        .build())
                .build());
    }
}
