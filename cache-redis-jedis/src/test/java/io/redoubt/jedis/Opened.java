package io.redoubt.jedis;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Node;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeDriver;
import io.redoubt.redis.spi.NodeListener;
import io.redoubt.redis.spi.RedisSettings;
import io.redoubt.redis.spi.RedisSettingsBuilder;
import io.redoubt.redis.spi.Reply;
import io.redoubt.redis.spi.SharedWire;
import io.redoubt.tck.server.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A driver with one client, what that told of its connections, and the commands of these tests. */
final class Opened implements AutoCloseable {

    private final NodeDriver driver;
    private final NodeClient client;
    private final AtomicInteger openings = new AtomicInteger();
    private final List<DriverException> losses = new CopyOnWriteArrayList<>();

    private Opened(RedisSettings settings, Node node, int database) {
        this(new JedisDriverProvider().open(settings, System::nanoTime), node, database);
    }

    private Opened(NodeDriver driver, Node node, int database) {
        this.driver = driver;
        this.client = driver.client(node, null, database, new NodeListener() {
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

    static RedisSettingsBuilder settings() {
        return RedisSettings.builder();
    }

    /** Everybody on a connection of his own. */
    static RedisSettingsBuilder unshared() {
        return settings().sharedWire(SharedWire.OFF);
    }

    static Opened to(RedisServer server) {
        return to(server, settings());
    }

    static Opened to(RedisServer server, RedisSettingsBuilder settings) {
        return new Opened(settings.build(), new Node(server.host(), server.port()), 0);
    }

    static Opened with(NodeDriver driver, RedisServer server) {
        return new Opened(driver, new Node(server.host(), server.port()), 0);
    }

    static Opened to(FakeServer server, RedisSettingsBuilder settings) {
        return new Opened(settings.build(), new Node("127.0.0.1", server.port()), 0);
    }

    static Opened inDatabase(int database, FakeServer server, RedisSettingsBuilder settings) {
        return new Opened(settings.build(), new Node("127.0.0.1", server.port()), database);
    }

    static Opened encrypted(RedisServer server, RedisSettingsBuilder settings) {
        return new Opened(settings.build(), new Node(server.host(), server.tlsPort()), 0);
    }

    NodeDriver driver() {
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

    static Deadline second() {
        return millis(1000);
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

    static DriverException failure(ThrowingCallable call) {
        return Assertions.catchThrowableOfType(DriverException.class, call);
    }
}
