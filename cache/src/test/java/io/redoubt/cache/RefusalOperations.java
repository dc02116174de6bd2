package io.redoubt.cache;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.redoubt.api.Ttl;
import io.redoubt.api.cache.AsyncCacheStore;
import io.redoubt.api.cache.AsyncRegion;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.Leaderboard;
import io.redoubt.api.cache.Lookup;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.SharedList;
import io.redoubt.api.cache.SharedSet;
import io.redoubt.api.cache.WarmupPlan;
import io.redoubt.api.cache.WriteBehind;
import io.redoubt.api.cache.WriteThrough;
import io.redoubt.json.JsonCodec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The operations of regions and of the cache store, by what a refusal by Redis means for them. */
final class RefusalOperations {

    static final RegionSpec<String, String> SPEC = RegionSpec.of("reads", String.class)
            .ttl(ofMinutes(10))
            .negativeTtl(ofMinutes(1))
            .hardTimeout(ofMinutes(1));
    private static final Ttl TTL = Ttl.of(ofMinutes(5));

    /** Operation on a key that no other operation uses. */
    @FunctionalInterface
    interface Operation {
        @Nullable
        Object on(String key);
    }

    /** Operations that ask the loader or the source whatever Redis says. They return "v", with the origin if known. */
    final Map<String, Operation> loading = new LinkedHashMap<>();

    /** Operations that return what is stored for a key that was prepared, if Redis still answers reads. */
    final Map<String, Operation> readingPrepared = new LinkedHashMap<>();

    /** Operations that only read. */
    final Map<String, Operation> reading = new LinkedHashMap<>();

    /** Operations that read by a script, which may be refused like any other. */
    final Map<String, Operation> readingByScript = new LinkedHashMap<>();

    /** Operations that ask the server about itself. */
    final Map<String, Operation> informing = new LinkedHashMap<>();

    /** Operations that change something. */
    final Map<String, Operation> changing = new LinkedHashMap<>();

    /** Operations that end with the same exception whatever Redis says, by the name of its class. */
    final Map<String, Operation> failing = new LinkedHashMap<>();

    private final CacheStore store;
    private final Region<String, String> stale;
    private final Region<String, String> changed;

    RefusalOperations(CacheStore store) {
        this.store = store;
        this.stale = store.region(spec("stale").staleOnError(ofMinutes(10)));
        this.changed = store.region(spec("changes"));
        loads();
        storeReads();
        storeChanges();
        regionChanges();
        failures();
    }

    private static RegionSpec<String, String> spec(String name) {
        return RegionSpec.of(name, String.class).ttl(ofMinutes(10)).negativeTtl(ofMinutes(1));
    }

    /** Stores what an operation on a prepared key needs. Redis must answer. */
    void prepare(String key) {
        stale.put(key, "old");
        stale.markStale(key);
        store.region(SPEC.refreshAhead(10)).put(key + ":fresh", "v");
    }

    /** Returns whether no invalidation is left to be repeated. */
    boolean isSettled() {
        return changed.statistics().replaysPending() == 0;
    }

    private void loads() {
        Region<String, String> region = store.region(SPEC);
        loading.put("fetch", key -> region.fetch(key, id -> "v"));
        loading.put(
                "fetch with tags",
                key -> region.fetch(key, (id, load) -> {
                    load.tags("tag");
                    return "v";
                }));
        loading.put("get", key -> region.get(key, id -> "v"));
        loading.put("withLoader.get", key -> region.withLoader(id -> "v").get(key));
        loading.put("getAll", key -> region.getAll(List.of(key), missing -> Map.of(key, "v")));
        loading.put("withLoader.fetch", key -> region.withLoader(id -> "v").fetch(key));
        loading.put("withLoader.getAll", key -> region.withLoader(id -> "v").getAll(List.of(key)));
        loading.put(
                "withBulkLoader.getAll",
                key -> region.withBulkLoader(missing -> Map.of(key, "v")).getAll(List.of(key)));
        loading.put("as.fetch", key -> region.as(Object.class).fetch(key, id -> "v"));
        loading.put(
                "async.fetch",
                key -> region.async().fetch(key, (id, load) -> "v").join());
        loading.put(
                "async.getAll",
                key -> region.async()
                        .getAll(List.of(key), (missing, load) -> Map.of(key, "v"))
                        .join());
        loading.put("async.get", key -> region.async().get(key, id -> "v").join());
        loading.put(
                "async.getAsync",
                key -> region.async()
                        .getAsync(key, id -> CompletableFuture.completedFuture("v"))
                        .join());
        loading.put(
                "async.fetchAsync",
                key -> region.async()
                        .fetchAsync(key, id -> CompletableFuture.completedFuture("v"))
                        .join());
        Region<String, String> lenient = store.region(spec("soft").softTimeout(ofSeconds(20)));
        loading.put("fetch with a soft timeout", key -> lenient.fetch(key, id -> "v"));
        Region<String, String> leaseless = store.region(spec("leaseless").withoutLease());
        loading.put("fetch without lease", key -> leaseless.fetch(key, id -> "v"));
        loading.put("fetch of a stale value", key -> stale.fetch(key, id -> "v"));
        Region<String, String> written = store.region(spec("behind"));
        WriteBehind<String, String> behind = written.writeBehind(batch -> {});
        loading.put("fetch beside write-behind", key -> written.fetch(key, id -> "v"));
        loading.put("WriteBehind.reading", key -> region.fetch(key, behind.reading((id, load) -> "v")));
        loading.put(
                "WriteBehind.readingAll",
                key -> region.getAll(List.of(key), behind.readingAll((missing, load) -> Map.of(key, "v"))));
        changing.put("WriteBehind.put", key -> behind.put(key, "v"));
        changing.put("WriteBehind.remove", behind::remove);
        reading.put("WriteBehind.pending", behind::pending);
        reading.put("WriteBehind.deadLetters", key -> behind.deadLetters(1));
        reading.put("WriteBehind.retryDeadLetters of none", key -> behind.retryDeadLetters());
        readingByScript.put("WriteBehind.statistics", key -> behind.statistics());
        Map<String, String> source = new ConcurrentHashMap<>();
        WriteThrough<String, String> through =
                store.region(spec("through")).writeThrough((key, value) -> source.put(key, String.valueOf(value)));
        loading.put("WriteThrough.put", key -> {
            through.put(key, "v");
            return source.get(key);
        });
        loading.put("WriteThrough.remove", key -> {
            through.remove(key);
            return String.valueOf(source.get(key)).equals("null") ? "v" : source.get(key);
        });
        readingPrepared.put(
                "fetch of a value that is refreshed ahead",
                key -> store.region(SPEC.refreshAhead(10)).fetch(key + ":fresh", id -> "v"));
        reading.put("lookup", key -> found(region.lookup(key)));
        reading.put("async.lookup", key -> found(region.async().lookup(key).join()));
    }

    /** Runs a warm-up of three keys. Returns how many of them the loader was asked for. */
    int warm(String key) {
        AtomicInteger asked = new AtomicInteger();
        store.region(spec("warm"))
                .warmup(WarmupPlan.of(() -> Stream.of(key + 1, key + 2, key + 3), (java.util.Set<String> missing) -> {
                    asked.addAndGet(missing.size());
                    Map<String, String> all = new LinkedHashMap<>();
                    missing.forEach(each -> all.put(each, "v"));
                    return all;
                }))
                .run();
        return asked.get();
    }

    private static @Nullable Object found(Lookup<String> lookup) {
        if (lookup instanceof Lookup.Unavailable<String> unavailable) {
            throw unavailable.reason();
        }
        return lookup;
    }

    private void storeReads() {
        reading.put("get", key -> store.get(key, String.class));
        reading.put("getAll", key -> store.getAll(List.of(key, key + 2), String.class));
        reading.put("exists", store::exists);
        reading.put("ttl", store::ttl);
        reading.put("withCodec.get", key -> store.withCodec(JsonCodec.create()).get(key, String.class));
        informing.put("serverStatistics", key -> store.serverStatistics());
        reading.put("Counter.get", key -> store.counter(key, TTL).get());
        SharedSet<String> set = store.sharedSet("set", String.class, TTL);
        reading.put("SharedSet.contains", set::contains);
        readingByScript.put("SharedSet.members", key -> set(key).members());
        reading.put("SharedSet.size", key -> set.size());
        SharedList<String> list = store.sharedList("list", String.class, TTL);
        reading.put("SharedList.first", key -> list.first(1));
        reading.put("SharedList.last", key -> list.last(1));
        reading.put("SharedList.range", key -> list.range(1, 1));
        reading.put("SharedList.size", key -> list.size());
        Leaderboard board = store.leaderboard("board", TTL);
        reading.put("Leaderboard.score", board::score);
        reading.put("Leaderboard.rank", board::rank);
        readingByScript.put("Leaderboard.find", board::find);
        reading.put("Leaderboard.range", key -> board.range(1, 1));
        readingByScript.put("Leaderboard.around", key -> board.around(key, 1));
        reading.put("Leaderboard.top", key -> board.top(1));
        reading.put("Leaderboard.size", key -> board.size());
        AsyncCacheStore async = store.async();
        reading.put("async.get", key -> async.get(key, String.class).join());
        reading.put(
                "async.getAll", key -> async.getAll(List.of(key), String.class).join());
        reading.put("async.exists", key -> async.exists(key).join());
        reading.put("async.ttl", key -> async.ttl(key).join());
        reading.put("async.call", key -> async.call(cache -> cache.exists(key)).join());
    }

    private void storeChanges() {
        changing.put("set", key -> done(() -> store.set(key, "v", TTL)));
        changing.put("setAll", key -> done(() -> store.setAll(Map.of(key, "v", key + 2, "v"), TTL)));
        changing.put("setIfAbsent", key -> store.setIfAbsent(key, "v", TTL));
        changing.put("delete", store::delete);
        changing.put("deleteAll", key -> store.deleteAll(List.of(key, key + 2)));
        changing.put("deleteMatching", key -> store.deleteMatching(key + "*"));
        changing.put("deleteMatching with progress", key -> store.deleteMatching(key + "*", progress -> {}));
        changing.put("expire", key -> store.expire(key, TTL));
        changing.put("Counter.add", key -> store.counter(key, TTL).add(1));
        changing.put("Counter.increment", key -> store.counter(key, TTL).increment());
        changing.put("Counter.decrement", key -> store.counter(key, TTL).decrement());
        changing.put("SharedSet.addAll", key -> set(key).addAll(List.of("v", "w")));
        changing.put("SharedSet.removeAll", key -> set(key).removeAll(List.of("v", "w")));
        changing.put("SharedSet.add", key -> set(key).add("v"));
        changing.put("SharedSet.remove", key -> set(key).remove("v"));
        changing.put("SharedList.pushFirst", key -> list(key).pushFirst("v"));
        changing.put("SharedList.pushLast", key -> list(key).pushLast("v"));
        changing.put("SharedList.pushAllFirst", key -> list(key).pushAllFirst(List.of("v", "w")));
        changing.put("SharedList.pushAllLast", key -> list(key).pushAllLast(List.of("v", "w")));
        changing.put("SharedList.bounded.pushLast", key -> list(key).bounded(5).pushLast("v"));
        changing.put("SharedList.keepLast", key -> done(() -> list(key).keepLast(1)));
        changing.put("SharedList.popFirst", key -> list(key).popFirst());
        changing.put("SharedList.popLast", key -> list(key).popLast());
        changing.put("SharedList.keepFirst", key -> done(() -> list(key).keepFirst(1)));
        changing.put("Leaderboard.put", key -> store.leaderboard(key, TTL).put("m", 1));
        changing.put("Leaderboard.putAll", key -> store.leaderboard(key, TTL).putAll(Map.of("m", 1.0)));
        changing.put("Leaderboard.removeAll", key -> store.leaderboard(key, TTL).removeAll(List.of("m")));
        changing.put("Leaderboard.keepTop", key -> store.leaderboard(key, TTL).keepTop(1));
        changing.put("Leaderboard.increment", key -> store.leaderboard(key, TTL).increment("m", 1));
        changing.put("Leaderboard.remove", key -> store.leaderboard(key, TTL).remove("m"));
        AsyncCacheStore async = store.async();
        changing.put("async.set", key -> async.set(key, "v", TTL).join());
        changing.put("async.setAll", key -> async.setAll(Map.of(key, "v"), TTL).join());
        changing.put(
                "async.setIfAbsent", key -> async.setIfAbsent(key, "v", TTL).join());
        changing.put("async.delete", key -> async.delete(key).join());
        changing.put("async.expire", key -> async.expire(key, TTL).join());
        changing.put("async.run", key -> async.run(cache -> cache.delete(key)).join());
    }

    private SharedSet<String> set(String key) {
        return store.sharedSet(key, String.class, TTL);
    }

    private SharedList<String> list(String key) {
        return store.sharedList(key, String.class, TTL);
    }

    private void regionChanges() {
        Region<String, String> region = changed;
        changing.put("Region.put", key -> done(() -> region.put(key, "v", "tag")));
        changing.put("Region.putAll", key -> done(() -> region.putAll(Map.of(key, "v", key + 2, "v"))));
        changing.put("Region.putIfAbsent", key -> region.putIfAbsent(key, "v"));
        changing.put("Region.putNegative", key -> done(() -> region.putNegative(key)));
        changing.put("Region.invalidate", region::invalidate);
        changing.put("Region.invalidateAll", key -> done(() -> region.invalidateAll(List.of(key, key + 2))));
        changing.put("Region.markStale", key -> done(() -> region.markStale(key)));
        AsyncRegion<String, String> async = region.async();
        changing.put("Region.async.put", key -> async.put(key, "v").join());
        changing.put(
                "Region.async.putAll", key -> async.putAll(Map.of(key, "v")).join());
        changing.put(
                "Region.async.putIfAbsent", key -> async.putIfAbsent(key, "v").join());
        changing.put("Region.async.putNegative", key -> async.putNegative(key).join());
        changing.put("Region.async.invalidate", key -> async.invalidate(key).join());
        changing.put(
                "Region.async.invalidateAll",
                key -> async.invalidateAll(List.of(key)).join());
        changing.put("Region.async.markStale", key -> async.markStale(key).join());
        changing.put(
                "Region.async.invalidateTag", key -> async.invalidateTag(key).join());
        changing.put(
                "Region.async.invalidateTags",
                key -> async.invalidateTags(List.of(key)).join());
        changing.put("Region.async.clear", key -> async.clear().join());
        changing.put("Region.invalidateTags", key -> done(() -> region.invalidateTags(List.of(key))));
        changing.put("Region.invalidateTag", key -> done(() -> region.invalidateTag(key)));
        changing.put("Region.clear", key -> done(region::clear));
    }

    private void failures() {
        Region<String, String> region = store.region(SPEC);
        failing.put(
                "IllegalStateException",
                key -> region.fetch(key, id -> {
                    throw new IllegalStateException("the source is down");
                }));
        failing.put(
                "LoadFailedException",
                key -> region.fetch(key, id -> {
                    throw new java.io.IOException("the source is down");
                }));
        failing.put("InvalidInputException", key -> store.get("{" + key + "}", String.class));
        failing.put("CodecException", key -> done(() -> store.set(key, new Object(), TTL)));
    }

    private static String done(Runnable call) {
        call.run();
        return "done";
    }
}
