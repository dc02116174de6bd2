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
import io.redoubt.redis.spi.NodeCredentials;
import io.redoubt.redis.spi.NodeDriver;
import io.redoubt.redis.spi.NodeListener;
import io.redoubt.redis.spi.NodeLoad;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.proxy.FaultProxy;
import io.redoubt.tck.server.PemFiles;
import io.redoubt.tck.server.RawRedis;
import io.redoubt.tck.server.RedisServer;
import io.redoubt.tck.server.RedisServers;
import io.redoubt.tck.server.ServerOptions;
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
 * What the themes of the contract share: drivers, clients, servers and threads that end with the test.
 *
 * <p>Any thread may stand still for seconds on a busy machine. So no test here sets an upper bound to the time that something
 * takes: that a call ends by itself shows in its failure, while what it waits for is still held back, and a call that does not
 * end fails by the timeout of the test. How late a call ends is measured by the tests tagged slow.
 */
@Timeout(120)
abstract class NodeTestBase extends CommandsAndReplies {

    /** For calls that fail by time, and fail alike however late their thread is. */
    static final Duration SHORT_TIMEOUT = Duration.ofMillis(100);

    /** What the keys begin with. */
    static final String PREFIX = "tck:node:";

    /** How the threads of the tests themselves are called. */
    static final String THREAD_NAME = "tck-background";

    /** For all that is to happen. */
    static final Duration LONG_TIMEOUT = Duration.ofSeconds(30);

    /** The most time that a call gets which is to fail by time once it was sent. */
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

    /** A driver that is closed after the test. */
    final NodeDriver driver(RedisSettings settings) {
        return closeAfterTest(provider().open(settings, System::nanoTime));
    }

    /** A client of a server, with everything at its default. */
    final NodeClient client(RedisServer server) {
        return client(server, settings());
    }

    /** A client of a server, on a driver of its own. */
    final NodeClient client(RedisServer server, RedisSettingsBuilder settings) {
        return client(node(server), settings, new RecordingNodeListener());
    }

    /** A client of whoever listens there, on a driver of its own. */
    final NodeClient client(Node node, RedisSettingsBuilder settings, NodeListener listener) {
        return client(driver(settings.build()), node, null, 0, listener);
    }

    /** A client that is closed after the test. */
    final NodeClient client(
            NodeDriver driver, Node node, @Nullable Credentials credentials, int database, NodeListener listener) {
        return closeAfterTest(driver.client(node, NodeCredentials.fixed(credentials), database, listener));
    }

    /** A server that is closed after the test. */
    final RedisServer server() {
        return server(ServerOptions.defaults());
    }

    /** A server that is closed after the test. */
    final RedisServer server(ServerOptions options) {
        return closeAfterTest(RedisServers.start(options));
    }

    /** A proxy before a server, which is closed after the test. Its port stays while servers behind it come and go. */
    final FaultProxy proxy(RedisServer server) {
        return closeAfterTest(FaultProxy.before(server.host(), server.port()));
    }

    /** A look at a server behind the driver's back. */
    final RawRedis raw(RedisServer server) {
        return closeAfterTest(server.raw());
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

    /** The defaults, with the patience that a busy machine needs. */
    static RedisSettingsBuilder settings() {
        return RedisSettings.builder().connectTimeout(LONG_TIMEOUT);
    }

    /** The same, for a server with such a certificate. */
    static RedisSettingsBuilder encrypted(PemFiles files) {
        return settings().tls(TlsSettings.trusting(files.certificate()));
    }

    static Node node(RedisServer server) {
        return new Node(server.host(), server.port());
    }

    static Node node(FaultProxy proxy) {
        return new Node(proxy.host(), proxy.port());
    }

    /** Where a server speaks TLS. */
    static Node tlsNode(RedisServer server) {
        return new Node(server.host(), server.tlsPort());
    }

    /** For calls that are to succeed on a machine that may be busy. */
    static Deadline longDeadline() {
        return within(LONG_TIMEOUT);
    }

    /** The same, on exclusive connections. */
    static Duration longTimeout() {
        return LONG_TIMEOUT;
    }

    /** For calls that fail by time, and fail alike however late their thread is. */
    static Deadline shortDeadline() {
        return within(SHORT_TIMEOUT);
    }

    static Deadline within(Duration time) {
        return Deadline.after(time, System::nanoTime);
    }

    /** Checks what a failure says. */
    static void assertFailure(DriverException failure, Kind kind, Execution execution) {
        assertThat(failure.kind()).as(failure.toString()).isEqualTo(kind);
        assertThat(failure.execution()).as(failure.toString()).isEqualTo(execution);
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
     * The failure of a call whose time passes after it was sent. A call that could not even be sent in so little time, since
     * this machine stood still, is made again with more of it.
     */
    static DriverException failureAfterSend(Consumer<Deadline> call) {
        return withGrowingTimeout(
                deadline -> failureOf(() -> call.accept(deadline)),
                failure -> failure.kind() == Kind.TIMEOUT && failure.execution() == Execution.NOT_EXECUTED);
    }

    /** What an attempt comes to that gets little time, and ten times as much for as long as it was too little. */
    static <T> T withGrowingTimeout(Function<Deadline, T> attempt, Predicate<T> tooLittle) {
        Duration time = SHORT_TIMEOUT;
        T outcome = attempt.apply(within(time));
        while (tooLittle.test(outcome) && time.compareTo(MAX_TIMEOUT) < 0) {
            time = time.multipliedBy(10);
            outcome = attempt.apply(within(time));
        }
        return outcome;
    }

    /** The failure of a call that runs beside the test. */
    static DriverException failureOf(Future<?> call) {
        return failureOf(() -> {
            try {
                call.get(LONG_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        });
    }

    /** Waits until as many clients of the server are in a command as are given. */
    static void awaitCommand(RawRedis raw, String command, int clients) {
        eventually().until(() -> clientsIn(raw, command).size() >= clients);
    }

    /** Cuts the connections on which a command is being executed. */
    static void killClientsIn(RawRedis raw, String command) {
        awaitCommand(raw, command, 1);
        clientsIn(raw, command)
                .forEach(line -> raw.call("CLIENT", "KILL", "ID", line.substring("id=".length(), line.indexOf(' '))));
    }

    private static List<String> clientsIn(RawRedis raw, String command) {
        return raw.text("CLIENT", "LIST")
                .lines()
                .filter(line -> line.contains("cmd=" + command + " "))
                .toList();
    }

    /** How many connections the server has besides that of the test. */
    static long connections(RawRedis raw) {
        return raw.text("CLIENT", "LIST").lines().count() - 1;
    }

    /** Lets others go on; an InterruptedException where the time of the test is over. */
    static void pause(Duration time) throws InterruptedException {
        LockSupport.parkNanos(time.toNanos());
        if (Thread.interrupted()) {
            throw new InterruptedException("while a test made a pause");
        }
    }

    /** How many commands wait, for a connection or for a reply. */
    static int pending(NodeClient client) {
        NodeLoad load = client.load();
        return load.inFlight() + load.waiting();
    }

    /** For what happens in the background, and stays so once it has happened. */
    static ConditionFactory eventually() {
        return Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(LONG_TIMEOUT);
    }
}
