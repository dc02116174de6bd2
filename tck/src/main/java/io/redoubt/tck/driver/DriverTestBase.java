package io.redoubt.tck.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.routing.RedisDriverFactory;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.server.ProxiedServer;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisCluster;
import io.redoubt.test.server.RedisClusters;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import io.redoubt.test.server.SlotMigration;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * Base class of the driver contract tests that provides drivers, servers and threads, and closes them after each test.
 *
 * <p>No test asserts how long something takes. A test shows that a call does not wait for an event by letting the
 * event happen only after the call, or never: a call that waits all the same runs into the timeout of the test.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
abstract class DriverTestBase {

    /** Timeout of calls that must succeed, however busy the machine is. */
    static final CallOptions LONG_TIMEOUT = CallOptions.within(Duration.ofSeconds(30));

    /** Timeout of calls that must time out. */
    static final CallOptions SHORT_TIMEOUT = CallOptions.within(Duration.ofMillis(100));

    /** Timeout of calls that must end for another reason; it is longer than the timeout of the test. */
    static final CallOptions BEYOND_TEST_TIMEOUT = CallOptions.within(Duration.ofHours(1));

    /** Prefix of the keys. */
    static final String PREFIX = "tck:driver:";

    /** Name of the threads of the tests. */
    static final String THREAD_NAME = "tck-background";

    private static final AtomicInteger KEYS = new AtomicInteger();

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(DriverTestBase::thread);

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, THREAD_NAME);
        thread.setDaemon(true);
        return thread;
    }

    /** The driver under test. */
    abstract RedisDriverProvider provider();

    @BeforeEach
    final void removeKeys() {
        RawRedis redis = raw(RedisServers.shared());
        redis.texts("KEYS", PREFIX + "*").forEach(key -> redis.call("DEL", key));
    }

    @AfterEach
    final void closeAll() throws Exception {
        threads.shutdownNow();
        Exception failure = null;
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                // The remaining resources must be closed as well.
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Opens a driver for the shared server, which is closed after the test. */
    final RedisDriver driver() {
        return driver(RedisServers.shared());
    }

    /** Opens a driver for a server, with default settings, which is closed after the test. */
    final RedisDriver driver(RedisServer server) {
        return driver(settings(server).build());
    }

    /** Opens a driver that is closed after the test. */
    final RedisDriver driver(RedisSettings settings) {
        return closeAfterTest(RedisDriverFactory.open(provider(), settings, System::nanoTime));
    }

    /** Starts a server that is closed after the test. */
    final RedisServer server(ServerOptions options) {
        return closeAfterTest(RedisServers.start(options));
    }

    /**
     * Starts a server that is closed after the test. Its address, that of a proxy, cannot be taken by another
     * process while the server is down.
     */
    final ProxiedServer proxiedServer() {
        return closeAfterTest(ProxiedServer.standalone(ServerOptions.defaults()));
    }

    /** Returns the shared cluster for a test that causes faults. The cluster is healed and flushed after the test. */
    final RedisCluster clusterForFaults() {
        RedisCluster cluster = RedisClusters.shared();
        AutoCloseable healing = () -> {
            cluster.heal();
            cluster.flush();
        };
        closeAfterTest(healing);
        return cluster;
    }

    /**
     * Returns a migration of the slot of a key to another master. After the test the migration is finished and
     * reversed.
     */
    final SlotMigration migration(RedisCluster cluster, String key) {
        int slot = RedisCluster.slotOf(key);
        ProxiedServer source = cluster.masterOf(slot);
        ProxiedServer target = cluster.masters().stream()
                .filter(master -> master != source)
                .findFirst()
                .orElseThrow();
        AutoCloseable back = () -> {
            if (cluster.masterOf(slot) != source) {
                cluster.migration(slot, source).begin().finish();
                cluster.awaitStable();
            }
        };
        closeAfterTest(back);
        return closeAfterTest(cluster.migration(slot, target));
    }

    /** Opens a raw connection to a server, which is closed after the test. */
    final RawRedis raw(RedisServer server) {
        return closeAfterTest(server.raw());
    }

    /**
     * Returns the lines of {@code CLIENT LIST} of clients that are blocked in a command. The command of a line
     * does not say so: it is the last command, even after it was answered.
     */
    static List<String> blockedClients(RawRedis raw) {
        return raw.text("CLIENT", "LIST")
                .lines()
                .filter(line -> line.contains(" flags=b "))
                .toList();
    }

    /** Registers a resource to be closed after the test, and returns it. */
    final <C extends AutoCloseable> C closeAfterTest(C resource) {
        opened.push(resource);
        return resource;
    }

    /** Runs a call on another thread. */
    final <T> Future<T> background(Callable<T> call) {
        return threads.submit(call);
    }

    /** Settings for a server, with a connect timeout that suffices for a cold JVM. */
    static RedisSettingsBuilder settings(RedisServer server) {
        return settings(new Node(server.host(), server.port()));
    }

    static RedisSettingsBuilder settings(Node node) {
        return RedisSettings.builder().node(node).connectTimeout(LONG_TIMEOUT.timeout());
    }

    static RedisSettingsBuilder settings(RedisCluster cluster) {
        return RedisSettings.builder().cluster(cluster.seeds()).connectTimeout(LONG_TIMEOUT.timeout());
    }

    /** Returns a key that no other test uses. */
    static String freshKey() {
        return PREFIX + KEYS.incrementAndGet();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Command get(String key) {
        return Command.keyed("GET", bytes(key));
    }

    static Command set(String key, String value) {
        return Command.keyed("SET", bytes(key), bytes(value));
    }

    static Command ping() {
        return Command.keyless("PING");
    }

    /** Returns the text of a reply that must be data. */
    static String text(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Data.class);
        return new String(((Reply.Data) reply).value(), StandardCharsets.UTF_8);
    }

    /** Returns the failure of a call that must fail with a DriverException. */
    static DriverException failureOf(ThrowingCallable call) {
        try {
            call.call();
        } catch (DriverException e) {
            return e;
        } catch (Throwable e) {
            throw new AssertionError("failed, but not with a DriverException", e);
        }
        throw new AssertionError("did not fail");
    }

    /**
     * Returns the outcome of a call that was sent before its deadline. Repeats the call with longer deadlines
     * until it was sent in time, however busy the machine is.
     */
    static <T> T retryUntilSent(Predicate<T> sent, Function<CallOptions, T> call) {
        Duration deadline = SHORT_TIMEOUT.timeout();
        T outcome = call.apply(SHORT_TIMEOUT);
        while (!sent.test(outcome) && deadline.compareTo(LONG_TIMEOUT.timeout()) < 0) {
            deadline = deadline.multipliedBy(2);
            outcome = call.apply(CallOptions.within(deadline));
        }
        return outcome;
    }

    /** Returns the failure of a call that was sent and then timed out. */
    static DriverException failureAfterSend(Consumer<CallOptions> call) {
        return retryUntilSent(
                failure -> failure.execution() == Execution.UNKNOWN, options -> failureOf(() -> call.accept(options)));
    }

    /** Returns the failure of a call that runs on another thread. */
    static DriverException failureOf(Future<?> call) {
        return failureOf(() -> {
            try {
                call.get(LONG_TIMEOUT.timeout().toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        });
    }

    /** Returns a condition for events in the background. */
    static ConditionFactory eventually() {
        return Awaitility.await()
                // Not in separate threads, which cost more than most of the conditions.
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .atMost(LONG_TIMEOUT.timeout())
                .pollInterval(Duration.ofMillis(10))
                // While the circuit breaker of a server is open, calls fail until the server is tried again.
                .ignoreExceptionsInstanceOf(DriverException.class);
    }
}
