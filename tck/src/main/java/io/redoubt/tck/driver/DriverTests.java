package io.redoubt.tck.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.core.routing.RedisConnections;
import io.redoubt.redis.spi.CallOptions;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Node;
import io.redoubt.redis.spi.RedisDriver;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.redis.spi.RedisSettings;
import io.redoubt.redis.spi.RedisSettingsBuilder;
import io.redoubt.redis.spi.Reply;
import io.redoubt.tck.server.RawRedis;
import io.redoubt.tck.server.RedisServer;
import io.redoubt.tck.server.RedisServers;
import io.redoubt.tck.server.ServerOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the themes of the contract share: drivers, servers and threads that end with the test. */
abstract class DriverTests {

    /** For calls that are to succeed on a machine that may be busy. */
    static final CallOptions PATIENT = CallOptions.within(Duration.ofSeconds(10));

    /** For calls that are to fail. */
    static final CallOptions BRIEF = CallOptions.within(Duration.ofMillis(300));

    /** By how much a call may outlast its deadline on a machine that may be busy. */
    static final Duration GRACE = Duration.ofMillis(900);

    /** What the keys begin with. */
    static final String PREFIX = "tck:driver:";

    /** How the threads of the tests themselves are called. */
    static final String BACKGROUND = "tck-background";

    private static final AtomicInteger KEYS = new AtomicInteger();

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(DriverTests::thread);

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, BACKGROUND);
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
        while (!opened.isEmpty()) {
            opened.pop().close();
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
        return closing(RedisConnections.open(provider(), settings, System::nanoTime));
    }

    /** A server that is closed after the test. */
    final RedisServer server(ServerOptions options) {
        return closing(RedisServers.start(options));
    }

    /** A look at a server behind the driver's back. */
    final RawRedis raw(RedisServer server) {
        return closing(server.raw());
    }

    /** Something that is closed after the test. */
    final <C extends AutoCloseable> C closing(C resource) {
        opened.push(resource);
        return resource;
    }

    /** Runs something beside the test. */
    final <T> Future<T> background(Callable<T> call) {
        return threads.submit(call);
    }

    static RedisSettingsBuilder settings(RedisServer server) {
        return RedisSettings.builder()
                .node(new Node(server.host(), server.port()))
                .connectTimeout(Duration.ofSeconds(5));
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

    /** The same, for a call that must end within its deadline and a little grace. */
    static DriverException failureWithin(Duration deadline, ThrowingCallable call) {
        long start = System.nanoTime();
        DriverException failure = failureOf(call);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThanOrEqualTo(deadline.plus(GRACE));
        return failure;
    }

    /** The failure of a call that runs beside the test. */
    static DriverException failureOf(Future<?> call) {
        return failureOf(() -> {
            try {
                call.get(10, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        });
    }

    /** For what happens in the background. */
    static ConditionFactory eventually() {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(10))
                // A server that was left alone fails its callers until it is tried again.
                .ignoreExceptionsInstanceOf(DriverException.class);
    }
}
