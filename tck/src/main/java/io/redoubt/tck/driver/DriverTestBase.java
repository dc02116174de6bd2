package io.redoubt.tck.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.routing.RedisConnections;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.redis.spi.Reply;
import io.redoubt.tck.server.ProxiedServer;
import io.redoubt.tck.server.RawRedis;
import io.redoubt.tck.server.RedisCluster;
import io.redoubt.tck.server.RedisClusters;
import io.redoubt.tck.server.RedisServer;
import io.redoubt.tck.server.RedisServers;
import io.redoubt.tck.server.ServerOptions;
import io.redoubt.tck.server.SlotMigration;
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
 * What the themes of the contract share: drivers, servers and threads that end with the test.
 *
 * <p>No test says how long something takes. That a call does not wait in vain is shown by what it waits for, which comes
 * after its end or not at all: a call that waits all the same runs into the limit of the whole test.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
abstract class DriverTestBase {

    /** For calls that are to succeed, on a machine however busy. */
    static final CallOptions LONG_TIMEOUT = CallOptions.within(Duration.ofSeconds(30));

    /** For calls that their deadline ends. */
    static final CallOptions SHORT_TIMEOUT = CallOptions.within(Duration.ofMillis(100));

    /** For calls that anything but their deadline ends, which lies beyond the limit of the test. */
    static final CallOptions BEYOND_TEST_TIMEOUT = CallOptions.within(Duration.ofHours(1));

    /** What the keys begin with. */
    static final String PREFIX = "tck:driver:";

    /** How the threads of the tests themselves are called. */
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
                // What is left must end as well.
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

    /** A driver for the shared server. */
    final RedisDriver driver() {
        return driver(RedisServers.shared());
    }

    /** A driver for a server, with everything else at its default. */
    final RedisDriver driver(RedisServer server) {
        return driver(settings(server).build());
    }

    /** A driver that is closed after the test. */
    final RedisDriver driver(RedisSettings settings) {
        return closeAfterTest(RedisConnections.open(provider(), settings, System::nanoTime));
    }

    /** A server that is closed after the test. */
    final RedisServer server(ServerOptions options) {
        return closeAfterTest(RedisServers.start(options));
    }

    /** A server that is closed after the test, and whose address nobody else can take while it is down. */
    final ProxiedServer proxiedServer() {
        return closeAfterTest(ProxiedServer.standalone(ServerOptions.defaults()));
    }

    /** The cluster of all tests for one that harms it, which is made good after the test. */
    final RedisCluster clusterForFaults() {
        RedisCluster cluster = RedisClusters.shared();
        AutoCloseable healing = () -> {
            cluster.heal();
            cluster.flush();
        };
        closeAfterTest(healing);
        return cluster;
    }

    /** The move of a key's slot to another master, which is finished, and taken back, after the test. */
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

    /** A look at a server behind the driver's back. */
    final RawRedis raw(RedisServer server) {
        return closeAfterTest(server.raw());
    }

    /**
     * Those of a server's clients that wait in a command, as {@code CLIENT LIST} shows them. The command alone does not say so:
     * it is named as long as no other has followed.
     */
    static List<String> blockedClients(RawRedis raw) {
        return raw.text("CLIENT", "LIST")
                .lines()
                .filter(line -> line.contains(" flags=b "))
                .toList();
    }

    /** Something that is closed after the test. */
    final <C extends AutoCloseable> C closeAfterTest(C resource) {
        opened.push(resource);
        return resource;
    }

    /** Runs something beside the test. */
    final <T> Future<T> background(Callable<T> call) {
        return threads.submit(call);
    }

    /** Settings for a server, with time to connect in a JVM that may be cold. */
    static RedisSettingsBuilder settings(RedisServer server) {
        return settings(new Node(server.host(), server.port()));
    }

    static RedisSettingsBuilder settings(Node node) {
        return RedisSettings.builder().node(node).connectTimeout(LONG_TIMEOUT.timeout());
    }

    static RedisSettingsBuilder settings(RedisCluster cluster) {
        return RedisSettings.builder().cluster(cluster.seeds()).connectTimeout(LONG_TIMEOUT.timeout());
    }

    /** A key that no other test uses. */
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

    /** The text of a reply that must be data. */
    static String text(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Data.class);
        return new String(((Reply.Data) reply).value(), StandardCharsets.UTF_8);
    }

    /** The failure of a call that must fail, as only drivers fail. */
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
     * What becomes, by its deadline, of a call that was sent: with longer deadlines until there is one in which the machine,
     * however busy, gets as far.
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

    /** The failure of a call that its deadline ends after it was sent. */
    static DriverException failureAfterSend(Consumer<CallOptions> call) {
        return retryUntilSent(
                failure -> failure.execution() == Execution.UNKNOWN, options -> failureOf(() -> call.accept(options)));
    }

    /** The failure of a call that runs beside the test. */
    static DriverException failureOf(Future<?> call) {
        return failureOf(() -> {
            try {
                call.get(LONG_TIMEOUT.timeout().toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        });
    }

    /** For what happens in the background. */
    static ConditionFactory eventually() {
        return Awaitility.await()
                // Not in threads of their own, which cost more than most of what is waited for.
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .atMost(LONG_TIMEOUT.timeout())
                .pollInterval(Duration.ofMillis(10))
                // A server that was left alone fails its callers until it is tried again.
                .ignoreExceptionsInstanceOf(DriverException.class);
    }
}
