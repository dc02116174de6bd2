package io.redoubt;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.Codec;
import io.redoubt.api.ConfigurationException;
import io.redoubt.api.InvalidInputException;
import io.redoubt.api.RedoubtException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.Ttl;
import io.redoubt.api.TypeRef;
import io.redoubt.api.cache.BacklogFullException;
import io.redoubt.api.cache.Leaderboard;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.SharedList;
import io.redoubt.api.cache.SharedSet;
import io.redoubt.api.cache.Warmup;
import io.redoubt.api.cache.WarmupPlan;
import io.redoubt.api.cache.WriteBehind;
import io.redoubt.api.cache.WriteBehindSettings;
import io.redoubt.api.cache.WriteThrough;
import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.RateLimitRequest;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.api.session.SessionUpdateResult;
import io.redoubt.codec.CompressingCodec;
import io.redoubt.codec.EncryptingCodec;
import io.redoubt.codec.EncryptionKeys;
import io.redoubt.json.JsonCodec;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests with what other programs may have stored under every kind of key. */
@DisplayName("Foreign bytes under any kind of key")
final class ForeignBytesTest {

    private static final Ttl MINUTE = Ttl.of(ofMinutes(1));
    private static final Duration PATIENCE = ofSeconds(30);

    /** Bound of one call that needs no wait; far more than the command timeout, for a busy machine. */
    private static final long CALL_SECONDS = 60;

    private static final LockOptions LEASE = LockOptions.lease(ofMinutes(1));

    /**
     * Kind of keys.
     *
     * @param ending what the physical keys of this kind end with
     * @param calls all that touches the key
     * @param remedy what makes the key usable again
     * @param use what works then
     */
    private record Kind(String ending, Map<String, Callable<?>> calls, Callable<?> remedy, Callable<?> use) {}

    private final ExecutorService caller = Executors.newCachedThreadPool();
    private final List<String> problems = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis"})
    @DisplayName("lead to documented outcomes in bounded time, and the key can be used again: some of the shapes")
    void some(String driver) {
        run(driver, 16);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis"})
    @DisplayName("lead to documented outcomes in bounded time, and the key can be used again: all shapes")
    void all(String driver) {
        run(driver, 1);
    }

    /** @param step one in so many shapes is planted, beginning elsewhere for each kind of key */
    private void run(String driver, int step) {
        RedisServer server = RedisServers.shared();
        String prefix = "foreign-" + driver + "-" + ProcessHandle.current().pid() + ":";
        RedoubtSettings settings = RedoubtSettings.builder()
                .redis(RedisSettings.builder()
                        .node(new Node(server.host(), server.port()))
                        .commandTimeout(PATIENCE)
                        .connectTimeout(PATIENCE)
                        .build())
                .driver(driver)
                .keyPrefix(prefix)
                .rateLimitTimeout(PATIENCE)
                .build();
        try (Redoubt redoubt = Redoubt.connect(settings);
                RawRedis raw = RawRedis.connect(server.host(), server.port(), PATIENCE)) {
            List<ForeignShapes.Shape> shapes = ForeignShapes.all();
            int number = 0;
            for (Kind kind : kinds(redoubt, raw, prefix)) {
                List<ForeignShapes.Shape> chosen = new ArrayList<>();
                for (int i = number++ % step; i < shapes.size(); i += step) {
                    chosen.add(shapes.get(i));
                }
                check(kind, chosen, raw, prefix);
            }
            Set<String> left = new HashSet<>(raw.texts("KEYS", prefix + "*"));
            left.forEach(key -> raw.call("DEL", key));
        } finally {
            caller.shutdownNow();
        }
        assertThat(problems).isEmpty();
    }

    private void check(Kind kind, List<ForeignShapes.Shape> shapes, RawRedis raw, String prefix) {
        call(kind.ending + ", before", kind.use, false);
        List<String> keys = raw.texts("KEYS", prefix + "*" + kind.ending);
        // Locks are released and leases over by now; their kinds are named in full.
        String key = keys.isEmpty() ? prefix + kind.ending : keys.get(0);
        for (ForeignShapes.Shape shape : shapes) {
            for (Map.Entry<String, Callable<?>> each : kind.calls.entrySet()) {
                shape.plant(raw, key);
                call(kind.ending + ", " + shape + ", " + each.getKey(), each.getValue(), true);
            }
            shape.plant(raw, key);
            call(kind.ending + ", " + shape + ", remedy", kind.remedy, false);
            call(kind.ending + ", " + shape + ", use", kind.use, false);
        }
    }

    private void call(String what, Callable<?> call, boolean mayFail) {
        if (problems.size() > 200) {
            return;
        }
        Future<?> future = caller.submit(call);
        try {
            future.get(CALL_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            problems.add(what + ": has not ended");
            future.cancel(true);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } catch (java.util.concurrent.ExecutionException e) {
            Throwable cause = Objects.requireNonNull(e.getCause());
            if (!mayFail || !isDocumented(cause)) {
                problems.add(what + ": " + shortened(cause));
            }
        }
    }

    private static String shortened(Throwable failure) {
        String text = failure + " at " + failure.getStackTrace()[0];
        return text.substring(0, Math.min(300, text.length()));
    }

    private static boolean isDocumented(Throwable failure) {
        return failure instanceof StoreRejectedException
                || (failure instanceof StoreUnavailableException
                        && String.valueOf(failure.getMessage()).contains("an invalidation has not reached the store"))
                || failure instanceof BacklogFullException
                || (failure instanceof ConfigurationException
                        && String.valueOf(failure.getMessage()).contains("shards"))
                || (failure instanceof RedoubtException
                        && failure.getClass() == InvalidInputException.class
                        && String.valueOf(failure.getMessage()).contains("a session has at most"));
    }

    private static List<Kind> kinds(Redoubt redoubt, RawRedis raw, String prefix) {
        List<Kind> kinds = new ArrayList<>();
        caches(redoubt, kinds);
        regions(redoubt, raw, prefix, kinds);
        sessions(redoubt, raw, prefix, kinds);
        limits(redoubt, kinds);
        locks(redoubt, raw, prefix, kinds);
        behind(redoubt, raw, prefix, kinds);
        return kinds;
    }

    private static void caches(Redoubt redoubt, List<Kind> kinds) {
        var cache = redoubt.cache();
        Map<String, Callable<?>> reads = new LinkedHashMap<>();
        for (Class<?> type : List.of(
                String.class,
                Integer.class,
                Long.class,
                Double.class,
                BigDecimal.class,
                BigInteger.class,
                Instant.class,
                Duration.class,
                byte[].class,
                Object.class,
                SessionInfo.class)) {
            reads.put("get " + type, () -> cache.get("value", type));
        }
        reads.put("getAll", () -> cache.getAll(List.of("value", "none"), new TypeRef<List<String>>() {}));
        reads.put("ttl", () -> cache.ttl("value"));
        reads.put("exists", () -> cache.exists("value"));
        reads.put("expire", () -> cache.expire("value", MINUTE));
        reads.put("setIfAbsent", () -> cache.setIfAbsent("value", "x", MINUTE));
        kinds.add(new Kind("cache:value", reads, () -> cache.delete("value"), () -> {
            cache.set("value", "v", MINUTE);
            return same(cache.get("value", String.class).orElseThrow(), "v");
        }));
        var counter = cache.counter("counter", MINUTE);
        kinds.add(new Kind(
                "cache:counter",
                Map.of("increment", counter::increment, "get", counter::get, "add", () -> counter.add(-5)),
                () -> cache.delete("counter"),
                () -> counter.add(0)));
        SharedList<String> list = cache.sharedList("list", String.class, MINUTE);
        Map<String, Callable<?>> listCalls = new LinkedHashMap<>();
        listCalls.put("pushFirst", () -> list.pushFirst("x"));
        listCalls.put("pushLast", () -> list.bounded(5).pushLast("x"));
        listCalls.put("popFirst", list::popFirst);
        listCalls.put("popLast", list::popLast);
        listCalls.put("first", () -> list.first(10));
        listCalls.put("last", () -> list.last(10));
        listCalls.put("size", list::size);
        listCalls.put("keepFirst", () -> done(() -> list.keepFirst(1)));
        kinds.add(new Kind("cache:list", listCalls, () -> cache.delete("list"), () -> list.pushLast("x")));
        SharedSet<Integer> set = cache.sharedSet("set", Integer.class, MINUTE);
        Map<String, Callable<?>> setCalls = new LinkedHashMap<>();
        setCalls.put("add", () -> set.add(1));
        setCalls.put("members", set::members);
        setCalls.put("contains", () -> set.contains(1));
        setCalls.put("remove", () -> set.remove(1));
        setCalls.put("size", set::size);
        kinds.add(new Kind("cache:set", setCalls, () -> cache.delete("set"), () -> set.add(1)));
        Leaderboard board = cache.leaderboard("board", MINUTE);
        Map<String, Callable<?>> boardCalls = new LinkedHashMap<>();
        boardCalls.put("put", () -> board.put("x", 1));
        boardCalls.put("increment", () -> board.increment("x", 1));
        boardCalls.put("increment from -inf", () -> board.increment("y", 1e308));
        boardCalls.put("score", () -> board.score("x"));
        boardCalls.put("rank", () -> board.rank("x"));
        boardCalls.put("find", () -> board.find("x"));
        boardCalls.put("top", () -> board.top(5));
        boardCalls.put("around", () -> board.around("x", 2));
        boardCalls.put("remove", () -> board.remove("x"));
        boardCalls.put("keepTop", () -> board.keepTop(1));
        boardCalls.put("size", board::size);
        kinds.add(new Kind("cache:board", boardCalls, () -> cache.delete("board"), () -> board.put("x", 1)));
    }

    private static void regions(Redoubt redoubt, RawRedis raw, String prefix, List<Kind> kinds) {
        Region<String, String> region = redoubt.cache()
                .region(RegionSpec.of("names", String.class)
                        .key("user:{id}")
                        .ttl(ofMinutes(1))
                        .lease(ofSeconds(5))
                        .staleWhileRevalidate(ofMinutes(1))
                        .refreshAhead(1)
                        .negativeTtl(ofMinutes(1)));
        Map<String, Callable<?>> calls = new LinkedHashMap<>();
        calls.put("lookup", () -> region.lookup("1"));
        calls.put("fetch", () -> region.fetch("1", id -> "v"));
        calls.put("getAll", () -> region.getAll(List.of("1", "2"), ids -> Map.of("1", "v")));
        calls.put("put", () -> done(() -> region.put("1", "v", "tag")));
        calls.put("putIfAbsent", () -> region.putIfAbsent("1", "v", "tag"));
        calls.put("putNegative", () -> done(() -> region.putNegative("1")));
        calls.put("markStale", () -> done(() -> region.markStale("1")));
        calls.put("invalidate", () -> region.invalidate("1"));
        calls.put("invalidateTag", () -> done(() -> region.invalidateTag("tag")));
        calls.put("clear", () -> done(region::clear));
        Callable<?> use = () -> {
            // After a refused invalidation the region repeats it, and trusts nothing stored until then.
            Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                region.invalidate("1");
                region.get("1", (id, load) -> {
                    load.tags("tag");
                    return "v1";
                });
                return "v1".equals(region.get("1", id -> "other"));
            });
            return "usable";
        };
        kinds.add(new Kind("region:names:user:1", calls, () -> region.invalidate("1"), use));
        for (String version : List.of("guard", "all", "tag:tag")) {
            kinds.add(new Kind(
                    "region:{names}:" + version, calls, () -> delete(raw, prefix + "region:{names}:" + version), use));
        }
        refreshLease(redoubt, raw, prefix, kinds);
        nearRegions(redoubt, raw, prefix, kinds);
        Region<String, String> hot =
                redoubt.cache().region(RegionSpec.of("hot", String.class).ttl(ofMinutes(1)));
        Callable<?> warm = () -> {
            try (Warmup warmup = hot.warmup(WarmupPlan.hottest(10, ids -> Map.of()))) {
                return warmup.run();
            }
        };
        for (String state : List.of("warming", "hot")) {
            String key = prefix + "region:hot!:" + state;
            kinds.add(new Kind("hot!:" + state, Map.of("run", warm), () -> delete(raw, key), () -> {
                warm.call();
                return raw.call("SET", key, "a", "PX", "60000"); // the lease is given back, the report comes later
            }));
        }
        Region<String, String> through =
                redoubt.cache().region(RegionSpec.of("through", String.class).ttl(ofMinutes(1)));
        WriteThrough<String, String> writes = through.writeThrough((key, value) -> {});
        kinds.add(new Kind(
                "behind:through:1",
                Map.of("put", () -> done(() -> writes.put("1", "v")), "remove", () -> done(() -> writes.remove("1"))),
                () -> delete(raw, prefix + "behind:through:1"),
                () -> done(() -> writes.put("1", "v"))));
    }

    private static void refreshLease(Redoubt redoubt, RawRedis raw, String prefix, List<Kind> kinds) {
        Region<String, String> region = redoubt.cache()
                .region(RegionSpec.of("leased", String.class)
                        .ttl(ofMinutes(1))
                        .lease(ofSeconds(1))
                        .staleWhileRevalidate(ofMinutes(1)));
        Callable<?> outdated = () -> {
            region.put("1", "old");
            region.markStale("1");
            return region.get("1", id -> "new");
        };
        String lease = "region:leased!:{" + prefix + "region:leased:1}";
        kinds.add(new Kind(lease, Map.of("fetch", outdated), () -> delete(raw, prefix + lease), () -> {
            outdated.call();
            Awaitility.await().atMost(PATIENCE).until(() -> "new".equals(region.get("1", id -> "new")));
            return "refreshed";
        }));
    }

    /** Regions with near caches, whose values are encrypted and compressed. */
    private static void nearRegions(Redoubt redoubt, RawRedis raw, String prefix, List<Kind> kinds) {
        Codec codec = EncryptingCodec.wrap(
                CompressingCodec.wrap(JsonCodec.create()).minBytes(1), EncryptionKeys.writing("k1", new byte[32]));
        Region<String, String> region = redoubt.cache()
                .withCodec(codec)
                .region(RegionSpec.of("nearby", String.class)
                        .ttl(ofMinutes(1))
                        .lease(ofSeconds(5))
                        .near(NearCacheSettings.maxBytes(100_000).decodeEachRead()));
        Map<String, Callable<?>> calls = new LinkedHashMap<>();
        calls.put("lookup", () -> region.lookup("1"));
        calls.put("fetch", () -> region.fetch("1", id -> "v"));
        calls.put("fetch again", () -> region.fetch("1", id -> "v"));
        calls.put("getAll", () -> region.getAll(List.of("1", "2"), ids -> Map.of("1", "v")));
        calls.put("put", () -> done(() -> region.put("1", "v", "tag")));
        calls.put("invalidateTag", () -> done(() -> region.invalidateTag("tag")));
        Callable<?> use = () -> {
            Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                region.invalidate("1");
                region.put("1", "v1", "tag");
                // From the store, or from the near cache if the reports of the changes have come.
                String read = region.get("1", id -> "other");
                return "v1".equals(read) && "v1".equals(region.get("1", id -> "other"));
            });
            return "usable";
        };
        kinds.add(new Kind("region:nearby:1", calls, () -> region.invalidate("1"), use));
        for (String version : List.of("guard", "all", "tag:tag")) {
            kinds.add(new Kind(
                    "region:{nearby}:" + version,
                    calls,
                    () -> delete(raw, prefix + "region:{nearby}:" + version),
                    use));
        }
    }

    private static void sessions(Redoubt redoubt, RawRedis raw, String prefix, List<Kind> kinds) {
        var sessions = redoubt.sessions();
        Session session =
                sessions.create(NewSession.of("u1").metadata("ip", "1.2.3.4").attribute("hero", 1));
        Map<String, Callable<?>> calls = new LinkedHashMap<>();
        calls.put(
                "find",
                () -> sessions.find(session.id())
                        .map(found -> List.of(
                                found.createdAt(),
                                found.lastUsedAt(),
                                found.expiresAt(),
                                found.absoluteExpiry(),
                                found.metadata(),
                                found.attribute("hero", Integer.class))));
        calls.put(
                "update",
                () -> sessions.update(session.id(), SessionUpdate.none().metadata("a", "b")));
        calls.put(
                "update of a version",
                () -> sessions.update(
                        session.id(), SessionUpdate.none().metadata("a", "b").ifVersion(1)));
        calls.put("extend", () -> sessions.extend(session.id(), ofMinutes(5)));
        calls.put("list", () -> sessions.list("u1"));
        calls.put("rotate", () -> sessions.rotate(session.id()));
        calls.put("login", () -> sessions.login(session.id(), "u1"));
        calls.put("logout", () -> sessions.logout(session.id()));
        calls.put("statistics", sessions::statistics);
        calls.put("destroyOthers", () -> sessions.destroyOthers(session.id()));
        calls.put("create", () -> sessions.create(NewSession.of("u1")));
        calls.put("destroy", () -> sessions.destroy(session.id()));
        calls.put("destroyAll", () -> sessions.destroyAll("u1"));
        Callable<?> use = () -> {
            Session created = sessions.create(NewSession.of("u1"));
            if (!(sessions.update(created.id(), SessionUpdate.none().attribute("x", 1))
                    instanceof SessionUpdateResult.Updated)) {
                throw new AssertionError("not updated");
            }
            return same(sessions.find(created.id()).orElseThrow().userId().orElseThrow(), "u1");
        };
        for (String pattern : List.of("session:*:s:*", "session:*:users", "session:*:expiry")) {
            String key = raw.texts("KEYS", prefix + pattern).get(0);
            kinds.add(new Kind(key.substring(prefix.length()), calls, () -> delete(raw, key), use));
        }
        kinds.add(new Kind(
                "session:statistics",
                Map.of("statistics", sessions::statistics),
                () -> delete(raw, prefix + "session:statistics"),
                () -> same(sessions.statistics().active() >= 0, true)));
    }

    private static void limits(Redoubt redoubt, List<Kind> kinds) {
        for (Duration window : List.of(ofMinutes(1), Duration.ofDays(1))) {
            String unit = window.equals(ofMinutes(1)) ? "us" : "ms";
            RateLimitRequest limit =
                    RateLimitPolicy.slidingWindow("chat", 100, window).by("user", "u1");
            kinds.add(new Kind(
                    "{user:u1}:chat:" + unit,
                    Map.of(
                            "tryAcquire", () -> checked(redoubt.rateLimiter().tryAcquire(limit)),
                            "peek", () -> checked(redoubt.rateLimiter().peek(limit))),
                    () -> done(() -> redoubt.rateLimiter().reset(limit)),
                    () -> same(redoubt.rateLimiter().tryAcquire(limit).allowed(), true)));
        }
    }

    private static Object checked(io.redoubt.api.ratelimit.Decision decision) {
        if (decision.remaining() < 0
                || decision.remaining() > 100
                || String.valueOf(decision.retryAfter()).startsWith("PT-")) {
            throw new AssertionError("not a decision: " + decision);
        }
        return decision;
    }

    private static void locks(Redoubt redoubt, RawRedis raw, String prefix, List<Kind> kinds) {
        var locks = redoubt.locks();
        Map<String, Callable<?>> calls = new LinkedHashMap<>();
        calls.put("tryAcquire", () -> locks.tryAcquire("door", LEASE).map(LockHandle::release));
        calls.put("find", () -> locks.find("door"));
        calls.put("acquire", () -> {
            try {
                return locks.acquire("door", LEASE.waitUpTo(ofMillis(20))).release();
            } catch (io.redoubt.api.lock.LockTimeoutException e) {
                return e;
            }
        });
        calls.put("forceRelease", () -> locks.forceRelease("door"));
        Callable<?> use = () -> {
            LockHandle first = locks.tryAcquire("door", LEASE).orElseThrow();
            first.extend(ofMinutes(1));
            first.release();
            LockHandle second = locks.tryAcquire("door", LEASE).orElseThrow();
            if (second.fencingToken() <= first.fencingToken()) {
                throw new AssertionError("a token twice");
            }
            return second.release();
        };
        Callable<?> free = () -> locks.forceRelease("door");
        kinds.add(new Kind("lock:{door}:held", calls, free, use));
        // What is no counter is refused until an operator deletes it: a token must never come twice.
        kinds.add(new Kind(
                "lock:{door}:fence",
                calls,
                () -> {
                    free.call();
                    return delete(raw, prefix + "lock:{door}:fence");
                },
                use));
    }

    private static void behind(Redoubt redoubt, RawRedis raw, String prefix, List<Kind> kinds) {
        Map<String, String> source = new ConcurrentHashMap<>();
        Region<String, String> region =
                redoubt.cache().region(RegionSpec.of("late", String.class).ttl(ofMinutes(1)));
        WriteBehindSettings settings = WriteBehindSettings.defaults()
                .shards(1)
                .attempts(1)
                .lease(ofSeconds(2))
                .poll(ofMillis(20))
                .backoff(ofMillis(1), ofMillis(20))
                .drainWithin(ofSeconds(1));
        WriteBehind<String, String> writes = region.writeBehind(settings, batch -> {
            for (var write : batch) {
                if (write.key().equals("bad")) {
                    throw new IllegalStateException("bad");
                }
                source.put(write.key(), String.valueOf(write.value()));
            }
        });
        Map<String, Callable<?>> calls = new LinkedHashMap<>();
        calls.put("put", () -> writes.put("k", "v"));
        calls.put("pending", () -> writes.pending("k"));
        calls.put("statistics", writes::statistics);
        calls.put("deadLetters", () -> writes.deadLetters(10));
        calls.put("retryDeadLetters", writes::retryDeadLetters);
        calls.put("fetch", () -> region.fetch("k", id -> "v"));
        String shard = prefix + "behind:{late:0}:";
        Callable<?> reset = () -> {
            raw.texts("KEYS", prefix + "behind:{late*").forEach(key -> raw.call("DEL", key));
            return null;
        };
        Callable<?> use = () -> {
            source.clear();
            writes.put("k", "written");
            Awaitility.await().atMost(PATIENCE).until(() -> "written".equals(source.get("k")));
            raw.call("SET", shard + "lease", "a", "PX", "1");
            raw.call("DEL", shard + "stream", shard + "pending");
            raw.call("XADD", shard + "stream", "1-1", "entry", "x");
            raw.call("HSET", shard + "pending", "x", "1:-");
            return raw.call("HSET", shard + "dead", "x", "1:1:r1:-");
        };
        kinds.add(new Kind("behind:{late}:shards", calls, reset, use));
        for (String part : List.of("stream", "pending", "dead", "lease", "id")) {
            kinds.add(new Kind("behind:{late:0}:" + part, calls, reset, use));
        }
    }

    private static Object delete(RawRedis raw, String key) {
        return raw.number("DEL", key);
    }

    private static Object done(Runnable call) {
        call.run();
        return "done";
    }

    private static <T> T same(T found, T expected) {
        if (!found.equals(expected)) {
            throw new AssertionError("found " + found + " instead of " + expected);
        }
        return found;
    }
}
