package io.redoubt.cache;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.cache.LoadedValue;
import io.redoubt.json.JsonCodec;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.routing.RedisDriverFactory;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.ThreadLeaks;
import io.redoubt.test.proxy.FaultProxy;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
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
import org.junit.jupiter.api.Test;

/** Sweep of all operations of regions and of the cache store over all refusals, against the documented table. */
abstract class RefusalTests {

    /** Commands of the driver itself, to connect and to learn about the server. */
    private static final Set<String> OF_DRIVER =
            Set.of("HELLO", "AUTH", "CLIENT", "SELECT", "PING", "INFO", "COMMAND", "ROLE", "READONLY");

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
            "ZRANK",
            "ZREVRANK",
            "ZCARD");

    private static final List<String> REFUSALS = List.of(
            "OOM command not allowed when used memory > 'maxmemory'.",
            "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.",
            "NOREPLICAS Not enough good replicas to write.",
            "NOPERM this user has no permissions to run this command",
            "NOAUTH Authentication required.",
            "WRONGPASS invalid username-password pair or user is disabled.",
            "WRONGTYPE Operation against a key holding the wrong kind of value",
            "ERR the proxy has no server",
            "BACKEND the proxy has no server",
            "LOADING Redis is loading the dataset in memory",
            "READONLY You can't write against a read only replica.",
            "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
            "CLUSTERDOWN Hash slot not served",
            "TRYAGAIN Multiple keys request during rehashing of slot",
            "BUSY Redis is busy running a script.");

    private final RefusalTable table = RefusalTable.read();
    private final List<String> wrong = new ArrayList<>();
    private Invariant.Snapshot threads;
    private RedisServer server;
    private FaultProxy proxy;
    private RedisDriver driver;
    private CacheStoreFactory caches;
    private RefusalOperations operations;

    /** Returns the provider of the driver under test. */
    abstract RedisDriverProvider provider();

    @BeforeEach
    void open() {
        threads = ThreadLeaks.none().snapshot();
        server = RedisServers.start(ServerOptions.defaults());
        proxy = FaultProxy.before(server.host(), server.port());
        RedisSettings settings = RedisSettings.builder()
                .node(new Node(proxy.host(), proxy.port()))
                .build();
        driver = RedisDriverFactory.open(provider(), settings, System::nanoTime);
        CacheSettings cache = new CacheSettings(JsonCodec.create(), "", CacheSettings.DEFAULT_MAX_VALUE_BYTES);
        caches = CacheStoreFactory.redis(driver, ofSeconds(30), cache, System::nanoTime);
        operations = new RefusalOperations(caches.store());
    }

    @AfterEach
    void close() {
        caches.close();
        driver.close();
        proxy.close();
        server.close();
        threads.verify();
    }

    @Test
    @DisplayName("every operation, when Redis refuses every command")
    void all() {
        for (String refusal : REFUSALS) {
            RefusalTable.Row row = table.row(code(refusal));
            sweep(refusal, command -> !OF_DRIVER.contains(command), key -> {
                operations.loading.forEach((name, call) -> loads(name, call, key, row));
                operations.readingPrepared.forEach((name, call) -> loads(name, call, key, row));
                operations.reading.forEach((name, call) -> throwsIt(name, call, key, row, code(refusal)));
                operations.changing.forEach((name, call) -> throwsIt(name, call, key, row, code(refusal)));
            });
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    @DisplayName("every operation, when Redis refuses everything but reads")
    void changes() {
        for (String refusal : REFUSALS) {
            RefusalTable.Row row = table.row(code(refusal));
            sweep(refusal, command -> !OF_DRIVER.contains(command) && !READS.contains(command), key -> {
                operations.loading.forEach((name, call) -> loads(name, call, key, row));
                operations.readingPrepared.forEach((name, call) -> reads(name, call, key, LoadedValue.Origin.CACHED));
                operations.reading.forEach((name, call) -> reads(name, call, key, null));
                operations.changing.forEach((name, call) -> throwsIt(name, call, key, row, code(refusal)));
                warms(key, row);
            });
        }
        assertThat(wrong).isEmpty();
    }

    private static String code(String refusal) {
        return refusal.substring(0, refusal.indexOf(' '));
    }

    private void sweep(String refusal, Predicate<String> refused, Consumer<String> calls) {
        String start = code(refusal).toLowerCase(Locale.ROOT);
        // The driver may still replace connections after the refusals before.
        Awaitility.await().atMost(ofSeconds(30)).ignoreExceptions().until(() -> {
            operations.loading.keySet().forEach(name -> operations.prepare(key(start, name)));
            operations.readingPrepared.keySet().forEach(name -> operations.prepare(key(start, name)));
            return operations.isSettled();
        });
        try {
            proxy.faults().answer(refused, "-" + refusal);
            calls.accept(start);
            operations.failing.forEach((expected, call) -> {
                String outcome = outcome(call, key(start, expected));
                check(start, expected, outcome, outcome.startsWith(expected));
            });
        } finally {
            proxy.faults().heal();
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
