package io.redoubt.tck.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.Credentials;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.TlsSettings;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeClientFactory;
import io.redoubt.redis.spi.NodeCredentialsSource;
import io.redoubt.redis.spi.NodeListener;
import io.redoubt.redis.spi.NodeStatistics;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.test.proxy.FaultProxy;
import io.redoubt.test.server.CertificateFiles;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/**
 * Base class of the contract tests for clients of a single Redis server. It provides drivers, clients, servers and
 * threads, and closes them after the test. Provides drivers, clients, servers and threads that are closed after the
 * test.
 *
 * <p>On a busy machine any thread may be stalled for seconds. So no test here asserts an upper bound of a
 * duration. That a call ends by itself is shown by its failure, which occurs while the event that it waits for is
 * still held back; a call that does not end fails by the timeout of the test. Tests tagged slow measure how late a
 * call ends.
 */
@Timeout(120)
abstract class NodeTestBase extends CommandTestBase {

    /** Deadline of calls that must time out, and that fail in the same way however late their thread runs. */
    static final Duration SHORT_TIMEOUT = Duration.ofMillis(100);

    /** Prefix of the keys. */
    static final String PREFIX = "tck:node:";

    /** Name of the threads of the tests. */
    static final String THREAD_NAME = "tck-background";

    /** Timeout of everything that must happen. */
    static final Duration LONG_TIMEOUT = Duration.ofSeconds(30);

    /** Maximum deadline of a call that must time out after it was sent. */
    private static final Duration MAX_TIMEOUT = Duration.ofSeconds(10);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(NodeTestBase::thread);

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, THREAD_NAME);
        thread.setDaemon(true);
        return thread;
    }

    /** The driver under test. */
    abstract RedisDriverProvider provider();

    @AfterEach
    final void closeAll() throws InterruptedException {
        threads.shutdownNow();
        List<Exception> failures = new ArrayList<>();
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                failures.add(e);
            }
        }
        assertThat(failures).isEmpty();
        assertThat(threads.awaitTermination(LONG_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS))
                .as("threads of the test end")
                .isTrue();
    }

    /** Opens a driver that is closed after the test. */
    final NodeClientFactory driver(RedisSettings settings) {
        return closeAfterTest(provider().open(settings, System::nanoTime));
    }

    /** Opens a client of a server, with default settings. */
    final NodeClient client(RedisServer server) {
        return client(server, settings());
    }

    /** Opens a client of a server, on a driver of its own. */
    final NodeClient client(RedisServer server, RedisSettingsBuilder settings) {
        return client(node(server), settings, new RecordingNodeListener());
    }

    /** Opens a client of the server at this address, on a driver of its own. */
    final NodeClient client(Node node, RedisSettingsBuilder settings, NodeListener listener) {
        return client(driver(settings.build()), node, null, 0, listener);
    }

    /** Opens a client that is closed after the test. */
    final NodeClient client(
            NodeClientFactory driver,
            Node node,
            @Nullable Credentials credentials,
            int database,
            NodeListener listener) {
        return closeAfterTest(driver.client(node, NodeCredentialsSource.fixed(credentials), database, listener));
    }

    /** Starts a server that is closed after the test. */
    final RedisServer server() {
        return server(ServerOptions.defaults());
    }

    /** Starts a server that is closed after the test. */
    final RedisServer server(ServerOptions options) {
        return closeAfterTest(RedisServers.start(options));
    }

    /**
     * Starts a proxy in front of a server, which is closed after the test. Its port stays the same while servers
     * behind it stop and start.
     */
    final FaultProxy proxy(RedisServer server) {
        return closeAfterTest(FaultProxy.before(server.host(), server.port()));
    }

    /** Opens a raw connection to a server, which is closed after the test. */
    final RawRedis raw(RedisServer server) {
        return closeAfterTest(server.raw());
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

    /** Default settings, with the connect timeout that a busy machine needs. */
    static RedisSettingsBuilder settings() {
        return RedisSettings.builder().connectTimeout(LONG_TIMEOUT);
    }

    /** Default settings for a server with this certificate. */
    static RedisSettingsBuilder encrypted(CertificateFiles files) {
        return settings().tls(TlsSettings.trusting(files.certificate()));
    }

    static Node node(RedisServer server) {
        return new Node(server.host(), server.port());
    }

    static Node node(FaultProxy proxy) {
        return new Node(proxy.host(), proxy.port());
    }

    /** The TLS address of a server. */
    static Node tlsNode(RedisServer server) {
        return new Node(server.host(), server.tlsPort());
    }

    /** Deadline of calls that must succeed on a machine that may be busy. */
    static Deadline longDeadline() {
        return within(LONG_TIMEOUT);
    }

    /** Timeout of such calls on exclusive connections. */
    static Duration longTimeout() {
        return LONG_TIMEOUT;
    }

    /** Deadline of calls that must time out, and that fail in the same way however late their thread runs. */
    static Deadline shortDeadline() {
        return within(SHORT_TIMEOUT);
    }

    static Deadline within(Duration time) {
        return Deadline.after(time, System::nanoTime);
    }

    /** Asserts kind and execution of a failure. */
    static void assertFailure(DriverException failure, Kind kind, Execution execution) {
        assertThat(failure.kind()).as(failure.toString()).isEqualTo(kind);
        assertThat(failure.execution()).as(failure.toString()).isEqualTo(execution);
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
     * Returns the failure of a call that was sent and then timed out. If this machine stalled, so that the call
     * could not be sent in time, the call is repeated with more time.
     */
    static DriverException failureAfterSend(Consumer<Deadline> call) {
        return withGrowingTimeout(
                deadline -> failureOf(() -> call.accept(deadline)),
                failure -> failure.kind() == Kind.TIMEOUT && failure.execution() == Execution.NOT_EXECUTED);
    }

    /**
     * Returns the outcome of an attempt with a short deadline. Repeats the attempt with ten times the time as long
     * as the time was too short.
     */
    static <T> T withGrowingTimeout(Function<Deadline, T> attempt, Predicate<T> tooLittle) {
        Duration time = SHORT_TIMEOUT;
        T outcome = attempt.apply(within(time));
        while (tooLittle.test(outcome) && time.compareTo(MAX_TIMEOUT) < 0) {
            time = time.multipliedBy(10);
            outcome = attempt.apply(within(time));
        }
        return outcome;
    }

    /** Returns the failure of a call that runs on another thread. */
    static DriverException failureOf(Future<?> call) {
        return failureOf(() -> {
            try {
                call.get(LONG_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        });
    }

    /** Waits until at least this number of clients of the server execute the command. */
    static void awaitCommand(RawRedis raw, String command, int clients) {
        eventually().until(() -> clientsIn(raw, command).size() >= clients);
    }

    /** Kills the connections on which a command is being executed. */
    static void killClientsIn(RawRedis raw, String command) {
        awaitCommand(raw, command, 1);
        clientsIn(raw, command)
                .forEach(line -> raw.call("CLIENT", "KILL", "ID", line.substring("id=".length(), line.indexOf(' '))));
    }

    /** Returns the lines of the clients that execute the command. */
    static List<String> clientsIn(RawRedis raw, String command) {
        return raw.text("CLIENT", "LIST")
                .lines()
                .filter(line -> line.contains("cmd=" + command + " "))
                .toList();
    }

    /** Returns the number of connections to the server, without that of the test. */
    static long connections(RawRedis raw) {
        return raw.text("CLIENT", "LIST").lines().count() - 1;
    }

    /** Pauses the thread. Throws InterruptedException if the time of the test is over. */
    static void pause(Duration time) throws InterruptedException {
        LockSupport.parkNanos(time.toNanos());
        if (Thread.interrupted()) {
            throw new InterruptedException("while a test made a pause");
        }
    }

    /** Returns the number of commands that wait for a connection or for a reply. */
    static int pending(NodeClient client) {
        NodeStatistics load = client.load();
        return load.inFlight() + load.waiting();
    }

    /** Returns a condition for events in the background that stay true once they have happened. */
    static ConditionFactory eventually() {
        return Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(LONG_TIMEOUT);
    }
}
