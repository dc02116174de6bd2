package io.redoubt.cache;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.cache.AsyncCacheStore;
import io.redoubt.api.cache.AsyncRegion;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.Counter;
import io.redoubt.api.cache.Leaderboard;
import io.redoubt.api.cache.LoadedValue;
import io.redoubt.api.cache.LoadingRegion;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.SharedList;
import io.redoubt.api.cache.SharedSet;
import io.redoubt.api.cache.Warmup;
import io.redoubt.api.cache.WriteBehind;
import io.redoubt.api.cache.WriteThrough;
import io.redoubt.json.JsonCodec;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.refusal.MethodCallRecorder;
import io.redoubt.tck.refusal.Refusal;
import io.redoubt.tck.refusal.RefusalTable;
import io.redoubt.tck.refusal.RefusingServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sweep of all operations of regions and of the cache store over all refusals, against the documented table. */
abstract class RefusalTests {

    private static final Set<String> READS = Set.of(
            "GET",
            "PTTL",
            "MGET",
            "EXISTS",
            "HGET",
            "SISMEMBER",
            "SMISMEMBER",
            "SCARD",
            "LRANGE",
            "LLEN",
            "ZSCORE",
            "ZRANGE",
            "ZREVRANGE",
            "HSCAN",
            "ZRANK",
            "ZREVRANK",
            "ZCARD");

    private static final Class<?>[] TYPES = {
        CacheStore.class,
        AsyncCacheStore.class,
        Counter.class,
        SharedSet.class,
        SharedList.class,
        Leaderboard.class,
        LoadingRegion.class,
        Region.class,
        AsyncRegion.class,
        WriteBehind.class,
        WriteThrough.class,
        Warmup.class
    };

    /** Methods that are not swept: they send no command, or run in the background what is swept. */
    private static final Set<String> NOT_SWEPT = Set.of(
            "CacheStore.statistics",
            "Region.hotKeys",
            "Warmup.close",
            "Warmup.every",
            "Warmup.start",
            "WriteBehind.close");

    private final MethodCallRecorder calls = MethodCallRecorder.of(TYPES);
    private final RefusalTable table = RefusalTable.read();
    private final List<String> wrong = new ArrayList<>();
    private RefusingServer redis;
    private CacheStoreFactory caches;
    private RefusalOperations operations;

    /** Returns the provider of the driver under test. */
    abstract RedisDriverProvider provider();

    @BeforeEach
    void open() {
        redis = RefusingServer.open(provider());
        CacheSettings cache = new CacheSettings(JsonCodec.create(), "", CacheSettings.DEFAULT_MAX_VALUE_BYTES);
        caches = CacheStoreFactory.redis(redis.driver(), ofSeconds(30), cache, System::nanoTime);
        operations = new RefusalOperations(calls.around(CacheStore.class, caches.store()));
    }

    @AfterEach
    void close() {
        caches.close();
        redis.close();
    }

    @Test
    @DisplayName("every operation, when Redis refuses every command")
    void all() {
        all(Refusal.SAMPLES);
    }

    @Tag("slow")
    @Test
    @DisplayName("every operation, when Redis refuses every command for any reason")
    void allForAnyReason() {
        all(Refusal.ALL);
    }

    private void all(List<Refusal> refusals) {
        for (Refusal refusal : refusals) {
            RefusalTable.Row row = table.row(refusal.code());
            sweep(refusal, command -> true, key -> {
                operations.loading.forEach((name, call) -> loads(name, call, key, row));
                operations.readingPrepared.forEach((name, call) -> loads(name, call, key, row));
                operations.reading.forEach((name, call) -> throwsIt(name, call, key, row, refusal.code()));
                operations.readingByScript.forEach((name, call) -> throwsIt(name, call, key, row, refusal.code()));
                operations.changing.forEach((name, call) -> throwsIt(name, call, key, row, refusal.code()));
                warms(key, row);
            });
            informs(refusal, row);
        }
        assertThat(wrong).isEmpty();
        assertThat(calls.uncalledNames(TYPES)).isEqualTo(NOT_SWEPT);
    }

    @Test
    @DisplayName("every operation, when Redis refuses everything but reads")
    void changes() {
        changes(Refusal.SAMPLES);
    }

    @Tag("slow")
    @Test
    @DisplayName("every operation, when Redis refuses everything but reads for any reason")
    void changesForAnyReason() {
        changes(Refusal.ALL);
    }

    private void changes(List<Refusal> refusals) {
        for (Refusal refusal : refusals) {
            RefusalTable.Row row = table.row(refusal.code());
            sweep(refusal, command -> !READS.contains(command), key -> {
                operations.loading.forEach((name, call) -> loads(name, call, key, row));
                operations.readingPrepared.forEach((name, call) -> reads(name, call, key, LoadedValue.Origin.CACHED));
                operations.reading.forEach((name, call) -> reads(name, call, key, null));
                operations.changing.forEach((name, call) -> throwsIt(name, call, key, row, refusal.code()));
                warms(key, row);
            });
        }
        assertThat(wrong).isEmpty();
    }

    private void sweep(Refusal refusal, Predicate<String> refused, Consumer<String> calls) {
        String start = refusal.code().toLowerCase(Locale.ROOT);
        // The driver may still replace connections after the refusals before.
        Awaitility.await().atMost(ofSeconds(30)).ignoreExceptions().until(() -> {
            operations.loading.keySet().forEach(name -> operations.prepare(key(start, name)));
            operations.readingPrepared.keySet().forEach(name -> operations.prepare(key(start, name)));
            return operations.isSettled();
        });
        try {
            redis.refuse(refusal, refused);
            calls.accept(start);
            operations.failing.forEach((expected, call) -> {
                String outcome = outcome(call, key(start, expected));
                check(start, expected, outcome, outcome.startsWith(expected));
            });
        } finally {
            redis.heal();
        }
    }

    private static String key(String start, String name) {
        return start + ":" + name.replace(' ', '-');
    }

    private void loads(String name, RefusalOperations.Operation call, String start, RefusalTable.Row row) {
        String outcome = outcome(call, key(start, name));
        check(
                start,
                name,
                outcome,
                Set.of("v", "v " + row.origin(), "{" + key(start, name) + "=v}").contains(outcome));
    }

    private void reads(
            String name, RefusalOperations.Operation call, String start, LoadedValue.@Nullable Origin origin) {
        String outcome = outcome(call, key(start, name));
        check(start, name, outcome, origin == null ? !outcome.contains("Exception") : outcome.equals("v " + origin));
    }

    private void throwsIt(
            String name, RefusalOperations.Operation call, String start, RefusalTable.Row row, String code) {
        String outcome = outcome(call, key(start, name));
        boolean named = !row.exception().equals("StoreRejectedException") || outcome.endsWith(" " + code);
        check(start, name, outcome, outcome.startsWith(row.exception()) && named);
    }

    private void warms(String start, RefusalTable.Row row) {
        String outcome = outcome(operations::warm, key(start, "warm"));
        boolean isRejected = row.exception().equals("StoreRejectedException");
        check(start, "warm", outcome, isRejected ? outcome.equals("3") : outcome.startsWith(row.exception()));
    }

    /** Apart from the others, since a driver sends INFO, too. */
    private void informs(Refusal refusal, RefusalTable.Row row) {
        String start = refusal.code().toLowerCase(Locale.ROOT);
        redis.refuseAny(refusal, "INFO"::equals);
        operations.informing.forEach((name, call) -> throwsIt(name, call, start, row, refusal.code()));
        redis.heal();
    }

    private void check(String start, String name, String outcome, boolean isRight) {
        if (!isRight) {
            wrong.add(start + ", " + name + ": " + outcome);
        }
    }

    private static String outcome(RefusalOperations.Operation call, String key) {
        try {
            Object result = call.on(key);
            return result instanceof LoadedValue<?> loaded
                    ? loaded.value() + " " + loaded.origin()
                    : result instanceof Map<?, ?> map ? map.toString() : String.valueOf(result);
        } catch (RuntimeException e) {
            Throwable failure = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
            String code = failure instanceof StoreRejectedException rejected ? " " + rejected.code() : "";
            return failure.getClass().getSimpleName() + code;
        }
    }
}
