package io.redoubt.test.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.redoubt.tck.invariants.Invariants;
import io.redoubt.tck.invariants.ThreadLeaks;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RawRedis.ErrorReply;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A fault proxy that answers in the server's stead")
class InjectedErrorsTest {

    private static final String LOADING = "-LOADING Redis is loading the dataset in memory";
    private static final ErrorReply REFUSED = new ErrorReply(LOADING.substring(1));

    @RegisterExtension
    final Invariants nothingLeft = Invariants.of(ThreadLeaks.none());

    private final RedisServer server = RedisServers.shared();
    private final FaultProxy proxy = FaultProxy.before(server.host(), server.port());
    private final RawRedis redis = RawRedis.connect(proxy.host(), proxy.port());

    @AfterEach
    void close() {
        redis.call("DEL", "answer:n");
        redis.close();
        proxy.close();
    }

    @Test
    @DisplayName("refuses the commands that were told, which never reach the server, and no other")
    void refuses() {
        proxy.faults().answer(Set.of("INCR", "DECR")::contains, LOADING);
        assertThat(redis.call("incr", "answer:n")).isEqualTo(REFUSED);
        assertThat(redis.call("DECR", "answer:n")).isEqualTo(REFUSED);
        assertThat(redis.call("GET", "answer:n")).isNull();
        proxy.heal();
        assertThat(redis.call("INCR", "answer:n")).isEqualTo(1L);
    }

    @Test
    @DisplayName("refuses as many as were told, on all connections together")
    void next() {
        try (RawRedis other = RawRedis.connect(proxy.host(), proxy.port())) {
            proxy.faults().answerNext(3, "PING"::equals, LOADING);
            assertThat(Stream.of(redis, other, redis, other, redis).map(one -> one.call("PING")))
                    .containsExactly(REFUSED, REFUSED, REFUSED, "PONG", "PONG");
        }
    }

    @Test
    @DisplayName("keeps the order of replies in a pipeline, wherever the refused ones stand")
    void pipeline() {
        byte[][] ping = {"PING".getBytes(US_ASCII)};
        byte[][] echo = {"ECHO".getBytes(US_ASCII), new byte[100_000]};
        for (int round = 0; round < 50; round++) {
            proxy.faults().heal().answer("PING"::equals, LOADING);
            List<Object> replies = redis.pipeline(List.of(ping, echo, ping, ping, echo, echo, ping));
            assertThat(replies)
                    .extracting(reply -> reply instanceof byte[] ? "echo" : reply)
                    .containsExactly(REFUSED, "echo", REFUSED, REFUSED, "echo", "echo", REFUSED);
        }
    }

    @Test
    @DisplayName("comes first where the server is quick to reply to the commands behind")
    void beforeQuickReplies() {
        byte[][] incr = {"INCR".getBytes(US_ASCII), "answer:n".getBytes(US_ASCII)};
        byte[][] ping = {"PING".getBytes(US_ASCII)};
        proxy.faults().answer("INCR"::equals, LOADING);
        for (int round = 0; round < 2_000; round++) {
            assertThat(redis.pipeline(List.of(incr, ping))).containsExactly(REFUSED, "PONG");
        }
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {1, 5, 17})
    @DisplayName("refuses a command that arrives in pieces, also if it began before the fault did or after it ended")
    void pieces(int size) throws IOException, InterruptedException {
        String incr = "*2\r\n$4\r\nINCR\r\n$8\r\nanswer:n\r\n";
        try (Socket client = new Socket(proxy.host(), proxy.port())) {
            client.setTcpNoDelay(true);
            client.getOutputStream().write(incr.substring(0, size).getBytes(US_ASCII));
            // The arrival of these bytes cannot be observed: the reply is the same with or without them.
            proxy.faults().answer("INCR"::equals, LOADING);
            for (char next : (incr.substring(size) + incr).toCharArray()) {
                client.getOutputStream().write(next);
            }
            RawReplies replies = new RawReplies(client);
            assertThat(replies.line()).isIn(":1", LOADING);
            assertThat(replies.line()).isEqualTo(LOADING);
        }
    }

    @Test
    @DisplayName("answers at once where the server has nothing to say before")
    void beforeBlockedRead() {
        proxy.faults().answer("BLPOP"::equals, LOADING);
        assertThat(redis.call("BLPOP", "answer:q", "0")).isEqualTo(REFUSED);
        assertThat(redis.call("PING")).isEqualTo("PONG");
    }

    @Test
    @DisplayName("does not take messages for replies that an answer has to wait for")
    void subscriber() {
        redis.call("SUBSCRIBE", "answer-a");
        proxy.faults().answerNext(1, "PING"::equals, LOADING);
        assertThat(redis.call("PING")).isEqualTo(REFUSED);
        try (RawRedis other = server.raw()) {
            other.call("PUBLISH", "answer-a", "x");
        }
        assertThat(redis.read()).isEqualTo(List.of("message", "answer-a", "x"));
        assertThat(redis.call("PING")).isEqualTo(List.of("pong", ""));
        assertThat(redis.call("UNSUBSCRIBE", "answer-a")).isEqualTo(Arrays.asList("unsubscribe", "answer-a", 0L));
    }

    @Test
    @DisplayName("counts what it answers, as commands and as trips, and delays it as the rest")
    void counts() {
        proxy.faults().answerNext(1, "PING"::equals, LOADING).delay(Duration.ofMillis(20));
        long start = System.nanoTime();
        TrafficCounts counts = proxy.measure(() -> redis.call("PING"));
        assertThat(counts).isEqualTo(new TrafficCounts(1, 1, 1, Map.of("PING", 1L)));
        assertThat(System.nanoTime() - start).isGreaterThan(20_000_000);
        proxy.measure(() -> redis.call("PING")).mustBe(1, 1);
    }

    @Test
    @DisplayName("answers with errors in one line only")
    void arguments() {
        for (String reply : List.of("+OK", "LOADING", "-A\r\n-B", "-A\n")) {
            assertThatIllegalArgumentException().isThrownBy(() -> proxy.faults().answer(name -> true, reply));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> proxy.faults().answerNext(0, name -> true, LOADING));
    }

    /** Reply lines of a connection that RawRedis does not own. */
    private record RawReplies(Socket socket) {

        String line() throws IOException {
            socket.setSoTimeout(30_000);
            StringBuilder line = new StringBuilder();
            for (int next = socket.getInputStream().read();
                    next != '\n';
                    next = socket.getInputStream().read()) {
                assertThat(next).isNotNegative();
                line.append((char) next);
            }
            return line.toString().strip();
        }
    }
}
