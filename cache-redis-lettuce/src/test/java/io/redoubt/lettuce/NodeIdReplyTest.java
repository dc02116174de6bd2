package io.redoubt.lettuce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeClientFactory;
import io.redoubt.redis.spi.NodeCredentialsSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@DisplayName("A connection to a required node of a cluster")
class NodeIdReplyTest {

    @Test
    @DisplayName("is refused and closed at once if the server answers with a null reply, as no node does")
    void nil() throws Exception {
        RedisSettings settings =
                RedisSettings.builder().connectTimeout(Duration.ofSeconds(60)).build();
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                NodeClientFactory driver = new LettuceDriverProvider().open(settings, System::nanoTime);
                NodeClient client = driver.client(
                        new Node(listener.getInetAddress().getHostAddress(), listener.getLocalPort()),
                        NodeCredentialsSource.fixed(null),
                        0,
                        new SilentListener())) {
            Thread server = new Thread(() -> answer(listener), "nil-server");
            server.start();
            client.requireNodeId("a".repeat(40));
            DriverException failure = catchThrowableOfType(
                    DriverException.class,
                    () -> client.execute(
                            Command.keyless("PING"), Deadline.after(Duration.ofSeconds(20), System::nanoTime)));
            assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
            // The server's thread ends with the connection.
            server.join(20_000);
            assertThat(server.isAlive()).isFalse();
        }
    }

    /** Answers one connection, to the question for the node id with a null reply, and ends with it. */
    private static void answer(ServerSocket listener) {
        try (Socket socket = listener.accept();
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("*")) {
                    in.readLine();
                    String reply = in.readLine().equals("CLUSTER") ? "$-1\r\n" : "+OK\r\n";
                    socket.getOutputStream().write(reply.getBytes(StandardCharsets.US_ASCII));
                }
            }
        } catch (IOException e) {
            // The client has closed the connection.
        }
    }
}
