package io.redoubt.test.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A fault proxy that holds replies back")
final class FaultProxyHeldRepliesTest {

    private static final Duration MAX_WAIT = Duration.ofSeconds(30);
    private static final String KEY = "held:n";

    private final RedisServer server = RedisServers.shared();
    private final FaultProxy proxy = FaultProxy.before(server.host(), server.port());

    @AfterEach
    void close() {
        proxy.close();
        try (RawRedis redis = server.raw()) {
            redis.call("DEL", KEY);
        }
    }

    @Test
    @DisplayName("passes requests on all the same, however many replies wait, and then all of these in their order")
    void requestsPass() throws IOException {
        try (Socket client = new Socket(proxy.host(), proxy.port());
                RawRedis redis = server.raw()) {
            client.setSoTimeout((int) MAX_WAIT.toMillis());
            client.setTcpNoDelay(true);
            increment(client);
            assertThat(read(client)).isEqualTo(":1\r\n");

            proxy.faults().holdReplies();
            for (String next : new String[] {"2", "3", "4"}) {
                increment(client);
                await().atMost(MAX_WAIT).until(() -> next.equals(redis.call("GET", KEY)));
            }
            assertThat(client.getInputStream().available()).isZero();

            proxy.heal();
            assertThat(read(client) + read(client) + read(client)).isEqualTo(":2\r\n:3\r\n:4\r\n");
        }
    }

    private static void increment(Socket client) throws IOException {
        client.getOutputStream().write("*2\r\n$4\r\nINCR\r\n$6\r\nheld:n\r\n".getBytes(US_ASCII));
    }

    private static String read(Socket client) throws IOException {
        return new String(client.getInputStream().readNBytes(4), US_ASCII);
    }
}
