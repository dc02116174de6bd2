package io.redoubt.test.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.redoubt.tck.ConcurrentCalls;
import io.redoubt.tck.invariants.Invariants;
import io.redoubt.tck.invariants.ThreadLeaks;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A fault proxy that is late or slow")
class FaultProxyDelayTest {

    private static final String ECHO = "*2\r\n$4\r\nECHO\r\n$4\r\n%04d\r\n";

    @RegisterExtension
    final Invariants nothingLeft = Invariants.of(ThreadLeaks.none());

    private final RedisServer server = RedisServers.shared();
    private final FaultProxy proxy = FaultProxy.before(server.host(), server.port());

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    @DisplayName("makes a round trip longer by both delays, and not once it is healed")
    void delays() {
        try (RawRedis redis = connect()) {
            proxy.faults().delay(Duration.ofMillis(30), Duration.ofMillis(50));
            assertThat(timeOf(() -> redis.call("PING"))).isGreaterThanOrEqualTo(Duration.ofMillis(80));
            // Longer than the connection waits for a reply.
            proxy.faults().delay(Duration.ofMinutes(10));
            proxy.heal();
            assertThat(redis.call("PING")).isEqualTo("PONG");
        }
    }

    @Test
    @DisplayName("delays each of many packets from its own arrival, and keeps their order")
    void parallel() throws IOException {
        int packets = 2_000;
        proxy.faults().delay(Duration.ofMillis(100));
        try (Socket client = new Socket(proxy.host(), proxy.port())) {
            client.setTcpNoDelay(true);
            StringBuilder expected = new StringBuilder();
            Duration time = timeOf(() -> {
                for (int i = 0; i < packets; i++) {
                    client.getOutputStream().write(ECHO.formatted(i).getBytes(US_ASCII));
                    expected.append("$4\r\n%04d\r\n".formatted(i));
                }
                byte[] replies = client.getInputStream().readNBytes(expected.length());
                assertThat(new String(replies, US_ASCII)).isEqualTo(expected.toString());
            });
            assertThat(time)
                    .as("in series it were more than six minutes")
                    .isBetween(Duration.ofMillis(200), Duration.ofMillis(200L * packets / 4));
        }
    }

    @Test
    @DisplayName("keeps the order of bytes while the delay is switched all the time")
    void switched() throws Exception {
        int commands = 3_000;
        try (Socket client = new Socket(proxy.host(), proxy.port())) {
            client.setTcpNoDelay(true);
            StringBuilder expected = new StringBuilder();
            Thread writer = new Thread(
                    () -> {
                        for (int i = 0; i < commands; i++) {
                            if (i % 10 == 0) {
                                proxy.faults().delay(Duration.ofNanos((i % 3) * 500_000L));
                            }
                            write(client, ECHO.formatted(i));
                        }
                        proxy.heal();
                    },
                    "writer");
            for (int i = 0; i < commands; i++) {
                expected.append("$4\r\n%04d\r\n".formatted(i));
            }
            writer.start();
            byte[] replies = client.getInputStream().readNBytes(expected.length());
            writer.join();
            assertThat(new String(replies, US_ASCII)).isEqualTo(expected.toString());
        }
    }

    @Test
    @DisplayName("lets so many bytes per second pass, and all at once when it is healed")
    void throttles() {
        String value = "x".repeat(20_000);
        try (RawRedis redis = connect();
                ConcurrentCalls callers = ConcurrentCalls.of(1)) {
            proxy.faults().throttle(100_000);
            assertThat(timeOf(() -> redis.call("ECHO", value))).isGreaterThan(Duration.ofMillis(190));
            // More than three minutes each way, which is longer than the connection waits for a reply.
            proxy.faults().throttle(100);
            Future<Object> echo = callers.join(() -> redis.call("ECHO", value));
            awaitHalfwayThrough();
            proxy.heal();
            assertThat(ConcurrentCalls.result(echo)).isEqualTo(value);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> proxy.faults().throttle(0));
    }

    @Test
    @Tag("slow")
    @DisplayName("is exact to a tenth of a millisecond, in the middle of many round trips")
    void exact() {
        try (RawRedis redis = connect()) {
            Duration plain = median(redis);
            proxy.faults().delay(Duration.ofNanos(500_000));
            Duration late = median(redis);
            System.out.println("A round trip through the proxy takes " + plain + ", delayed by 1 ms " + late);
            assertThat(late.minus(plain)).isBetween(Duration.ofNanos(900_000), Duration.ofNanos(1_200_000));
        }
    }

    /** Waits until the server has received part of the command. */
    private void awaitHalfwayThrough() {
        try (RawRedis raw = server.raw()) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> raw.text("CLIENT", "LIST")
                            .lines()
                            .anyMatch(line -> line.contains(" cmd=echo ") && !line.contains(" qbuf=0 ")));
        }
    }

    private Duration median(RawRedis redis) {
        long[] nanos = new long[2_000];
        Arrays.setAll(nanos, i -> timeOf(() -> redis.call("PING")).toNanos());
        Arrays.sort(nanos);
        return Duration.ofNanos(nanos[nanos.length / 2]);
    }

    private RawRedis connect() {
        return RawRedis.connect(proxy.host(), proxy.port());
    }

    private static void write(Socket client, String text) {
        try {
            client.getOutputStream().write(text.getBytes(US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <E extends Exception> Duration timeOf(CountingProxy.ThrowingRunnable<E> block) throws E {
        long start = System.nanoTime();
        block.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
