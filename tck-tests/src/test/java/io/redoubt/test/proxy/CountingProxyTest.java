package io.redoubt.test.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.tck.invariants.Invariants;
import io.redoubt.tck.invariants.ServerInvariants;
import io.redoubt.tck.invariants.ThreadLeaks;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A counting proxy")
class CountingProxyTest {

    private static final String PREFIX = "proxy:";
    private static final String GET = "*2\r\n$3\r\nGET\r\n$7\r\nproxy:k\r\n";

    private final RedisServer server = RedisServers.shared();

    @RegisterExtension
    final Invariants nothingLeft = Invariants.of(ThreadLeaks.none(), ServerInvariants.of(server, () -> PREFIX));

    private final CountingProxy proxy = CountingProxy.before(server.host(), server.port());

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    @DisplayName("passes everything on, and counts one trip for each command that is waited for")
    void singleCommands() {
        try (RawRedis redis = connect()) {
            TrafficCounts counts = proxy.measure(() -> {
                assertThat(redis.call("SET", PREFIX + "k", "x".repeat(1_000_000), "PX", "60000"))
                        .isEqualTo("OK");
                assertThat(redis.text("GET", PREFIX + "k")).hasSize(1_000_000);
                redis.call("get", PREFIX + "absent");
            });
            assertThat(counts).isEqualTo(new TrafficCounts(3, 3, 3, Map.of("SET", 1L, "GET", 2L)));
        }
    }

    @Test
    @DisplayName("counts only what happens inside of the block")
    void onlyTheBlock() {
        try (RawRedis redis = connect()) {
            redis.call("PING");
            assertThat(proxy.measure(() -> {})).isEqualTo(TrafficCounts.NONE);
            proxy.measure(() -> redis.call("PING")).mustBe(1, 1);
        }
    }

    @Test
    @DisplayName("counts a pipeline as one trip, also if it is larger than any buffer")
    void pipeline() {
        byte[][] get = {"GET".getBytes(US_ASCII), "proxy:k".getBytes(US_ASCII)};
        byte[][] set = {
            "SET".getBytes(US_ASCII),
            "proxy:k".getBytes(US_ASCII),
            new byte[300_000],
            "PX".getBytes(US_ASCII),
            "60000".getBytes(US_ASCII)
        };
        try (RawRedis redis = connect()) {
            proxy.measure(() -> redis.pipeline(List.of(get, get, get))).mustBe(3, 1);
            proxy.measure(() ->
                            redis.pipeline(Stream.generate(() -> set).limit(40).toList()))
                    .mustBe(40, 1);
        }
    }

    @Test
    @DisplayName("counts one trip where TCP splits a flush, between commands or inside of one")
    void splitFlush() throws IOException {
        try (Socket client = new Socket(proxy.host(), proxy.port())) {
            client.setTcpNoDelay(true);
            OutputStream out = client.getOutputStream();
            proxy.measure(() -> {
                        for (String piece : List.of(GET, GET.substring(0, 9), GET.substring(9), GET)) {
                            out.write(piece.getBytes(US_ASCII));
                            out.flush();
                        }
                        client.getInputStream().readNBytes(3 * "$-1\r\n".length());
                    })
                    .mustBe(3, 1);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX) // which reports whether threads are runnable
    @DisplayName("waits for a client that has not sent all of a flush yet, however long it works on it")
    void worksWithinFlush() throws IOException {
        int pieces = 5;
        try (Socket client = new Socket(proxy.host(), proxy.port())) {
            client.setTcpNoDelay(true);
            proxy.measure(() -> {
                        for (int i = 0; i < pieces; i++) {
                            client.getOutputStream().write(GET.getBytes(US_ASCII));
                            workFor(Duration.ofMillis(30));
                        }
                        client.getInputStream().readNBytes(pieces * "$-1\r\n".length());
                    })
                    .mustBe(pieces, 1);
        }
    }

    /** Keeps the processor busy, for ten times the silence that would end a flush. */
    private static void workFor(Duration time) {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < time.toNanos()) {
            Thread.onSpinWait();
        }
    }

    @Test
    @DisplayName("takes a command that began before the reply of another for part of the same trip")
    void commandBegunBeforeTheReply() throws IOException {
        try (Socket client = new Socket(proxy.host(), proxy.port())) {
            client.setTcpNoDelay(true);
            proxy.measure(() -> {
                        client.getOutputStream().write((GET + GET.substring(0, 9)).getBytes(US_ASCII));
                        client.getInputStream().readNBytes("$-1\r\n".length());
                        client.getOutputStream().write(GET.substring(9).getBytes(US_ASCII));
                        client.getInputStream().readNBytes("$-1\r\n".length());
                    })
                    .mustBe(2, 1);
        }
    }

    @Test
    @DisplayName("counts commands that nobody waits for")
    void notWaitedFor() throws IOException {
        try (Socket client = new Socket(proxy.host(), proxy.port())) {
            proxy.measure(() -> client.getOutputStream().write((GET + GET).getBytes(US_ASCII)))
                    .mustBe(2, 1);
        }
    }

    @Test
    @DisplayName("adds up the trips of several connections, and tells how many were in sequence")
    void severalConnections() {
        try (RawRedis one = connect();
                RawRedis two = connect()) {
            TrafficCounts counts = proxy.measure(() -> {
                one.call("PING");
                two.call("PING");
                two.call("ECHO", "x");
            });
            assertThat(counts).isEqualTo(new TrafficCounts(3, 3, 2, Map.of("PING", 2L, "ECHO", 1L)));
        }
    }

    @Test
    @DisplayName("does not take messages for replies, with RESP2 or RESP3")
    void messages() {
        try (RawRedis subscriber = connect();
                RawRedis redis = connect()) {
            proxy.measure(() -> subscriber.call("SUBSCRIBE", "proxy-a", "proxy-b"))
                    .mustBe(1, 1);
            TrafficCounts counts = proxy.measure(() -> {
                redis.call("PUBLISH", "proxy-a", "1");
                redis.call("PUBLISH", "proxy-b", "2");
            });
            assertThat(counts.byCommand()).containsExactly(Map.entry("PUBLISH", 2L));
            proxy.measure(() -> subscriber.call("PING")).mustBe(1, 1);
        }
    }

    @Test
    @DisplayName("does not take pushes of RESP3 for replies")
    void pushes() throws IOException {
        try (Socket client = new Socket(proxy.host(), proxy.port());
                RawRedis other = server.raw()) {
            client.getOutputStream().write("*2\r\n$5\r\nHELLO\r\n$1\r\n3\r\n".getBytes(US_ASCII));
            client.getOutputStream()
                    .write("*4\r\n$6\r\nCLIENT\r\n$8\r\nTRACKING\r\n$2\r\nON\r\n$5\r\nBCAST\r\n".getBytes(US_ASCII));
            // Otherwise the next command could still belong to the round trip of this one.
            readUntil(client, "+OK\r\n");
            TrafficCounts counts = proxy.measure(() -> {
                other.call("SET", PREFIX + "k", "1", "PX", "60000");
                client.getOutputStream().write(GET.getBytes(US_ASCII));
                readUntil(client, "$1\r\n1\r\n");
                other.call("SET", PREFIX + "k", "2", "PX", "60000");
                client.getOutputStream().write(GET.getBytes(US_ASCII));
                readUntil(client, "$1\r\n2\r\n");
            });
            assertThat(counts).isEqualTo(new TrafficCounts(2, 2, 2, Map.of("GET", 2L)));
        }
    }

    @Test
    @DisplayName("is not held up by a blocking read that was under way before")
    void blockingRead() throws IOException {
        try (Socket blocked = new Socket(proxy.host(), proxy.port());
                RawRedis redis = connect()) {
            blocked.getOutputStream().write("*3\r\n$5\r\nBLPOP\r\n$7\r\nproxy:q\r\n$1\r\n0\r\n".getBytes(US_ASCII));
            long start = System.nanoTime();
            proxy.measure(() -> redis.call("PING")).mustBe(1, 1);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("less than the patience for what the block sends")
                    .isLessThan(Duration.ofSeconds(15));
        }
    }

    @Test
    @DisplayName("says what was sent where the cost is another")
    void message() {
        TrafficCounts counts = new TrafficCounts(2, 2, 1, Map.of("GET", 1L, "TTL", 1L));
        assertThatThrownBy(() -> counts.mustBe(2, 1))
                .isInstanceOf(AssertionError.class)
                .hasMessage("Expected 2 commands in 1 round trips but was"
                        + " 2 commands in 2 round trips (1 in sequence) {GET=1, TTL=1}");
        assertThatThrownBy(() -> counts.mustBeAtMost(1, 5)).hasMessageContaining("at most 1 commands");
        counts.mustBeAtMost(2, 3);
    }

    @Test
    @DisplayName("cuts its clients when it is closed, and when the server goes")
    void cuts() {
        try (RawRedis redis = connect()) {
            assertThat(redis.call("QUIT")).isEqualTo("OK");
            assertThatThrownBy(() -> redis.call("PING")).isInstanceOf(UncheckedIOException.class);
        }
        try (RawRedis redis = connect()) {
            redis.call("PING");
            proxy.close();
            assertThatThrownBy(() -> redis.call("PING")).isInstanceOf(UncheckedIOException.class);
        }
    }

    private RawRedis connect() {
        return RawRedis.connect(proxy.host(), proxy.port());
    }

    private static void readUntil(Socket client, String end) throws IOException {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(end) < 0) {
            int next = client.getInputStream().read();
            assertThat(next).as("read after " + seen).isNotNegative();
            seen.append((char) next);
        }
    }
}
