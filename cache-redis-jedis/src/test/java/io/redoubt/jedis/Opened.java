package io.redoubt.jedis;

import io.redoubt.redis.CommandBatching;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.TlsSettings;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeClientFactory;
import io.redoubt.redis.spi.NodeCredentialsSource;
import io.redoubt.redis.spi.NodeListener;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.server.CertificateFiles;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Test fixture with a driver, its only client, a record of that client's connection events, and commands. */
final class Opened implements AutoCloseable {

    /**
     * A period after which the pool checks a connection that was not used, and too short for a check by the
     * monitor.
     */
    static final Duration A_WHILE = Duration.ofMillis(20);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final NodeClientFactory driver;
    private final NodeClient client;
    private final AtomicInteger openings = new AtomicInteger();
    private final List<DriverException> losses = new CopyOnWriteArrayList<>();

    private Opened(RedisSettings settings, Node node, LongSupplier nanoTime) {
        this(new JedisDriverProvider().open(settings, nanoTime), node);
    }

    private Opened(NodeClientFactory driver, Node node) {
        this.driver = driver;
        this.client = driver.client(node, NodeCredentialsSource.fixed(null), 0, new NodeListener() {
            @Override
            public void opened() {
                openings.incrementAndGet();
            }

            @Override
            public void lost(DriverException reason) {
                losses.add(reason);
            }
        });
    }

    /** Returns the default settings with timeouts that suit a busy machine. */
    static RedisSettingsBuilder settings() {
        return RedisSettings.builder().connectTimeout(PATIENCE);
    }

    /** Returns settings with which every caller uses a connection alone. */
    static RedisSettingsBuilder unshared() {
        return settings().commandBatching(CommandBatching.OFF);
    }

    static Opened to(RedisServer server) {
        return to(server, settings());
    }

    static Opened to(RedisServer server, RedisSettingsBuilder settings) {
        return to(server, settings, System::nanoTime);
    }

    /** Opens a driver whose clock differs from that of its callers, whose deadlines use the machine's clock. */
    static Opened to(RedisServer server, RedisSettingsBuilder settings, LongSupplier nanoTime) {
        return new Opened(settings.build(), new Node(server.host(), server.port()), nanoTime);
    }

    static Opened with(NodeClientFactory driver, RedisServer server) {
        return new Opened(driver, new Node(server.host(), server.port()));
    }

    static Opened to(FakeServer server, RedisSettingsBuilder settings) {
        return new Opened(settings.build(), new Node("127.0.0.1", server.port()), System::nanoTime);
    }

    /** Opens a driver whose clock differs from that of its callers, over TLS. */
    static Opened encrypted(RedisServer server, CertificateFiles files, LongSupplier nanoTime) {
        return new Opened(
                settings().tls(TlsSettings.trusting(files.certificate())).build(),
                new Node(server.host(), server.tlsPort()),
                nanoTime);
    }

    NodeClientFactory driver() {
        return driver;
    }

    NodeClient client() {
        return client;
    }

    int openings() {
        return openings.get();
    }

    List<DriverException> losses() {
        return losses;
    }

    Reply execute(Command command, Deadline deadline) {
        return client.execute(command, deadline);
    }

    @Override
    public void close() {
        driver.close();
    }

    /** Returns a deadline for calls that must succeed even on a busy machine. */
    static Deadline patient() {
        return Deadline.after(PATIENCE, System::nanoTime);
    }

    static Deadline millis(long millis) {
        return Deadline.after(Duration.ofMillis(millis), System::nanoTime);
    }

    static Command command(String name, String... arguments) {
        byte[][] bytes = new byte[arguments.length][];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes(arguments[i]);
        }
        return Command.keyless(name, bytes);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(Reply reply) {
        return reply instanceof Reply.Data data ? data.text() : String.valueOf(reply);
    }

    /** Returns a condition factory for states that are reached in the background and then remain. */
    static ConditionFactory eventually() {
        return Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(PATIENCE);
    }

    /** Ends the server as a crash does, waits until the connections to it have ended, and starts it again. */
    static void restart(RedisServer server) {
        try (RawRedis witness = server.raw()) {
            server.kill();
            awaitEnd(witness);
        }
        server.restart();
    }

    /**
     * Waits for the end of a connection. When this end can be read, the end of connections that were closed before
     * it can be read too.
     */
    static void awaitEnd(RawRedis witness) {
        Assertions.assertThatThrownBy(witness::read).isInstanceOf(UncheckedIOException.class);
    }

    /** Waits until a number of clients block in a wait for an element. */
    static void awaitBlocked(RawRedis raw, int clients) {
        eventually().until(() -> raw.text("INFO", "clients").contains("blocked_clients:" + clients + "\r\n"));
    }

    static DriverException failure(ThrowingCallable call) {
        return Assertions.catchThrowableOfType(DriverException.class, call);
    }
}
