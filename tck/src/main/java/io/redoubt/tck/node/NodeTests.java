package io.redoubt.tck.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Credentials;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Node;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeDriver;
import io.redoubt.redis.spi.NodeListener;
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
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** What the themes of the contract share: drivers, clients, servers and threads that end with the test. */
abstract class NodeTests {

    /** For calls that are to fail. */
    static final Duration BRIEF = Duration.ofMillis(300);

    /** By how much a call may outlast its deadline on a machine that may be busy. */
    static final Duration GRACE = Duration.ofMillis(1_500);

    /** What the keys begin with. */
    static final String PREFIX = "tck:node:";

    /** How the threads of the tests themselves are called. */
    static final String BACKGROUND = "tck-background";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(NodeTests::thread);

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, BACKGROUND);
        thread.setDaemon(true);
        return thread;
    }

    /** The driver under test. */
    abstract RedisDriverProvider provider();

    @AfterEach
    final void closeAll() throws Exception {
        threads.shutdownNow();
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    /** A driver that is closed after the test. */
    final NodeDriver driver(RedisSettings settings) {
        return closing(provider().open(settings, System::nanoTime));
    }

    /** A client of a server, with everything at its default. */
    final NodeClient client(RedisServer server) {
        return client(server, settings());
    }

    /** A client of a server, on a driver of its own. */
    final NodeClient client(RedisServer server, RedisSettingsBuilder settings) {
        return client(node(server), settings, new HeardConnections());
    }

    /** A client of whoever listens there, on a driver of its own. */
    final NodeClient client(Node node, RedisSettingsBuilder settings, NodeListener listener) {
        return client(driver(settings.build()), node, null, 0, listener);
    }

    /** A client that is closed after the test. */
    final NodeClient client(
            NodeDriver driver, Node node, @Nullable Credentials credentials, int database, NodeListener listener) {
        return closing(driver.client(node, credentials, database, listener));
    }

    /** A server that is closed after the test. */
    final RedisServer server() {
        return server(ServerOptions.defaults());
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

    /** The defaults, with the patience that a busy machine needs. */
    static RedisSettingsBuilder settings() {
        return RedisSettings.builder().connectTimeout(Duration.ofSeconds(5));
    }

    static Node node(RedisServer server) {
        return new Node(server.host(), server.port());
    }

    /** For calls that are to succeed on a machine that may be busy. */
    static Deadline patient() {
        return within(PATIENCE);
    }

    /** For calls that are to fail. */
    static Deadline brief() {
        return within(BRIEF);
    }

    static Deadline within(Duration time) {
        return Deadline.after(time, System::nanoTime);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
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

    static Command echo(String text) {
        return Command.keyless("ECHO", bytes(text));
    }

    static Command client(String... words) {
        byte[][] arguments = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            arguments[i] = bytes(words[i]);
        }
        return Command.keyless("CLIENT", arguments);
    }

    /** A command that the server does not answer before somebody pushes to the list. */
    static Command blockingPop(String key) {
        return Command.keyed("BLPOP", bytes(key), bytes("0"));
    }

    /** The text of a reply that must be data. */
    static String text(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Data.class);
        return text(((Reply.Data) reply).value());
    }

    /** The texts of replies that must be data. */
    static List<String> texts(List<Reply> replies) {
        return replies.stream().map(NodeTests::text).toList();
    }

    /** Why there is no reply, where there must be none. */
    static DriverException missing(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Missing.class);
        return ((Reply.Missing) reply).reason();
    }

    /** Checks what a failure says. */
    static void says(DriverException failure, Kind kind, Execution execution) {
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

    /** Waits until as many clients of the server are in a command as are given. */
    static void awaitCommand(RawRedis raw, String command, int clients) {
        eventually().until(() -> clientsIn(raw, command).size() >= clients);
    }

    /** Cuts the connections on which a command is being executed. */
    static void killThoseIn(RawRedis raw, String command) {
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

    /** For what happens in the background. */
    static ConditionFactory eventually() {
        return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10));
    }
}
