package io.redoubt.test.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.redoubt.tck.invariants.Invariants;
import io.redoubt.tck.invariants.ThreadLeaks;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A fault proxy")
class FaultProxyTest {

    private static final Duration SHORT_WAIT = Duration.ofMillis(100);
    private static final Duration MAX_WAIT = Duration.ofSeconds(30);

    @RegisterExtension
    final Invariants nothingLeft = Invariants.of(ThreadLeaks.none());

    private final RedisServer server = RedisServers.shared();
    private final FaultProxy proxy = FaultProxy.before(server.host(), server.port());

    @AfterEach
    void close() {
        proxy.close();
        try (RawRedis redis = server.raw()) {
            redis.call("DEL", "fault:k", "fault:n");
        }
    }

    @Test
    @DisplayName("passes everything on as long as nothing is wrong, and tells its connections")
    void passes() {
        try (RawRedis redis = connect()) {
            proxy.measure(() -> assertThat(redis.call("PING")).isEqualTo("PONG"))
                    .mustBe(1, 1);
            assertThat(proxy.connections()).isEqualTo(new ConnectionCounts(1, 1));
        }
        await().atMost(MAX_WAIT).until(() -> proxy.connections().equals(new ConnectionCounts(0, 1)));
    }

    @Test
    @DisplayName("refuses connections while others go on, and accepts on the same port again; nobody else can have it")
    void refuses() throws IOException {
        int port = proxy.port();
        try (RawRedis old = connect()) {
            old.call("PING");
            proxy.refuse();
            proxy.refuse();
            assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> new Socket(proxy.host(), port).close());
            try (ServerSocket other = new ServerSocket()) {
                other.setReuseAddress(false);
                assertThatExceptionOfType(IOException.class)
                        .isThrownBy(() -> other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
            }
            assertThat(old.call("PING")).isEqualTo("PONG");
            proxy.accept();
            proxy.accept();
            assertThat(proxy.port()).isEqualTo(port);
            assertAnswers();
        }
    }

    @Test
    @DisplayName("as a black hole forwards nothing of old and new connections, and all of it once healed")
    void blackHole() throws IOException {
        try (Socket old = socket()) {
            ping(old);
            readPong(old);
            proxy.faults().blackHole();
            try (Socket fresh = socket()) {
                ping(old);
                ping(fresh);
                assertSilent(old);
                assertSilent(fresh);
                proxy.heal();
                readPong(old);
                readPong(fresh);
            }
        }
    }

    @Test
    @DisplayName("can spare the connections that are open, or those to come")
    void scope() throws IOException {
        try (Socket old = socket()) {
            ping(old);
            readPong(old);
            proxy.faults(AffectedConnections.NEW).blackHole();
            ping(old);
            readPong(old);
            try (Socket fresh = socket()) {
                ping(fresh);
                assertSilent(fresh);
            }
            proxy.heal();
            proxy.faults(AffectedConnections.EXISTING).blackHole();
            ping(old);
            assertSilent(old);
            assertAnswers();
        }
    }

    @Test
    @DisplayName("swallows replies to what was done, and resets the connection once healed rather than leave a hole")
    void drops() throws IOException {
        try (Socket client = socket()) {
            ping(client);
            readPong(client);
            proxy.faults().dropReplies();
            send(client, "*2\r\n$4\r\nINCR\r\n$7\r\nfault:n\r\n");
            assertSilent(client);
            assertThat(value("fault:n")).isEqualTo("1");
            proxy.heal();
            ping(client);
            assertReset(client);
        }
        assertAnswers();
    }

    @Test
    @DisplayName("resets a connection after as many bytes of a reply as were told, also before the first")
    void resetsWithinReply() throws IOException {
        try (Socket client = socket()) {
            ping(client);
            readPong(client);
            proxy.faults(AffectedConnections.EXISTING).resetAfter(3);
            ping(client);
            StringBuilder seen = new StringBuilder();
            assertThatExceptionOfType(SocketException.class)
                    .isThrownBy(() -> {
                        while (seen.length() < 7) {
                            seen.append((char) client.getInputStream().read());
                        }
                    })
                    .withMessageContaining("reset");
            assertThat(seen)
                    .as("a reset may overtake what it follows")
                    .matches(bytes -> "+PO".startsWith(bytes.toString()));
        }
        proxy.faults(AffectedConnections.NEW).resetAfter(0);
        try (Socket client = socket()) {
            send(client, "*2\r\n$4\r\nINCR\r\n$7\r\nfault:n\r\n");
            assertReset(client);
            assertThat(value("fault:n")).isEqualTo("1");
        }
        proxy.heal();
        assertAnswers();
    }

    @Test
    @DisplayName("resets all connections at once, and none that comes after")
    void resetsNow() throws IOException {
        try (Socket one = socket();
                Socket two = socket()) {
            ping(one);
            ping(two);
            readPong(one);
            readPong(two);
            proxy.resetAll();
            assertReset(one);
            assertReset(two);
        }
        assertAnswers();
    }

    @Test
    @DisplayName("tells a client that nothing more comes, and goes on reading what it sends")
    void halfCloses() throws IOException {
        try (Socket client = socket()) {
            ping(client);
            readPong(client);
            proxy.halfCloseAll();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            send(client, "*2\r\n$4\r\nINCR\r\n$7\r\nfault:n\r\n");
            await().atMost(MAX_WAIT).until(() -> "1".equals(value("fault:n")));
            assertThat(proxy.connections().open()).isEqualTo(1);
        }
        assertAnswers();
    }

    @Test
    @DisplayName("spoils the first byte of a reply, and only that")
    void corrupts() throws IOException {
        try (Socket client = socket()) {
            proxy.faults().corruptReplies();
            ping(client);
            assertThat(client.getInputStream().readNBytes(7)).isEqualTo("?PONG\r\n".getBytes(US_ASCII));
            proxy.heal();
            ping(client);
            readPong(client);
        }
    }

    @Test
    @DisplayName("stops reading from a client until its writes block")
    void stopsReading() throws IOException, InterruptedException {
        try (Socket client = socket()) {
            ping(client);
            readPong(client);
            proxy.faults().stopReading();
            AtomicLong sent = new AtomicLong();
            Thread writer = new Thread(() -> sendWithoutEnd(client, sent), "writer");
            writer.start();
            AtomicLong last = new AtomicLong();
            await().pollInterval(SHORT_WAIT)
                    .atMost(MAX_WAIT)
                    .until(() -> sent.get() > 0 && last.getAndSet(sent.get()) == sent.get());
            assertThat(sent.get()).isLessThan(64_000_000);
            proxy.close();
            writer.join(MAX_WAIT.toMillis());
            assertThat(writer.isAlive()).isFalse();
        }
    }

    @Test
    @DisplayName("lets replication alone, and counts neither replicas nor sentinels")
    void insiders() {
        ServerOptions prompt =
                ServerOptions.defaults().config("repl-diskless-sync", "yes").config("repl-diskless-sync-delay", "0");
        try (RedisServer original = RedisServers.start(prompt);
                FaultProxy front = FaultProxy.before(original.host(), original.port());
                RedisServer replica =
                        RedisServers.start(prompt.config("replicaof", front.host(), String.valueOf(front.port())));
                RawRedis sentinel = RawRedis.connect(front.host(), front.port());
                RawRedis copy = replica.raw();
                RawRedis master = original.raw()) {
            await().atMost(MAX_WAIT)
                    .until(() -> copy.text("INFO", "replication").contains("master_link_status:up"));
            sentinel.call("CLIENT", "SETNAME", "sentinel-0123-cmd");
            front.faults().dropReplies();
            front.resetAll();
            assertThat(front.measure(() -> {
                        master.call("SET", "fault:k", "1");
                        await().atMost(MAX_WAIT).until(() -> "1".equals(copy.call("GET", "fault:k")));
                    }))
                    .isEqualTo(TrafficCounts.NONE);
            assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> sentinel.call("PING"));
            assertThat(front.connections()).isEqualTo(new ConnectionCounts(0, 0));
        }
    }

    @Test
    @DisplayName("tells who may be served: as many connections as its limit, and one again once one has gone")
    void limited() throws IOException {
        try (FaultProxy narrow = FaultProxy.limitedTo(2, server.host(), server.port());
                Socket one = new Socket(narrow.host(), narrow.port());
                Socket two = new Socket(narrow.host(), narrow.port())) {
            ping(one);
            readPong(one);
            ping(two);
            readPong(two);
            try (Socket three = new Socket(narrow.host(), narrow.port())) {
                assertReset(three);
            }
            one.shutdownOutput();
            await().atMost(MAX_WAIT).until(() -> narrow.connections().open() == 1);
            try (RawRedis redis = RawRedis.connect(narrow.host(), narrow.port())) {
                assertThat(redis.call("PING")).isEqualTo("PONG");
            }
        }
    }

    @Test
    @DisplayName("resets who comes before it leads anywhere, and leads elsewhere for those who come later")
    void leads() throws IOException {
        try (FaultProxy nowhere = FaultProxy.unconnected("redoubt-tck-proxy")) {
            try (Socket client = new Socket(nowhere.host(), nowhere.port())) {
                assertReset(client);
            }
            nowhere.forwardTo(server.host(), server.port());
            try (RawRedis redis = RawRedis.connect(nowhere.host(), nowhere.port())) {
                assertThat(redis.call("PING")).isEqualTo("PONG");
            }
        }
    }

    @Test
    @DisplayName("can be closed under every fault, twice, and gives its port back")
    void closesUnderFaults() throws IOException {
        try (Socket client = socket()) {
            ping(client);
            readPong(client);
            proxy.faults().delay(Duration.ofMinutes(1)).throttle(1);
            ping(client);
            proxy.faults().blackHole();
            proxy.refuse();
            proxy.close();
            proxy.close();
            new ServerSocket(proxy.port(), 1, InetAddress.getLoopbackAddress()).close();
        }
    }

    private RawRedis connect() {
        return RawRedis.connect(proxy.host(), proxy.port());
    }

    private Socket socket() throws IOException {
        Socket socket = new Socket(proxy.host(), proxy.port());
        socket.setTcpNoDelay(true);
        return socket;
    }

    private void assertAnswers() {
        try (RawRedis redis = connect()) {
            assertThat(redis.call("PING")).isEqualTo("PONG");
        }
    }

    private String value(String key) {
        try (RawRedis redis = server.raw()) {
            return String.valueOf(redis.call("GET", key));
        }
    }

    private static void send(Socket client, String bytes) throws IOException {
        client.getOutputStream().write(bytes.getBytes(US_ASCII));
    }

    private static void ping(Socket client) throws IOException {
        send(client, "*1\r\n$4\r\nPING\r\n");
    }

    private static void readPong(Socket client) throws IOException {
        client.setSoTimeout((int) MAX_WAIT.toMillis());
        assertThat(client.getInputStream().readNBytes(7)).isEqualTo("+PONG\r\n".getBytes(US_ASCII));
    }

    private static void assertSilent(Socket client) throws IOException {
        client.setSoTimeout((int) SHORT_WAIT.toMillis());
        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> client.getInputStream().read());
    }

    private static void assertReset(Socket client) throws IOException {
        client.setSoTimeout((int) MAX_WAIT.toMillis());
        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> client.getInputStream().read())
                .withMessageContaining("reset");
    }

    private static void sendWithoutEnd(Socket client, AtomicLong sent) {
        byte[] chunk = new byte[10_000];
        try {
            while (sent.get() < 1_000_000_000) {
                client.getOutputStream().write(chunk);
                sent.addAndGet(chunk.length);
            }
        } catch (IOException | UncheckedIOException closed) {
            // The test has closed the connection.
        }
    }
}
