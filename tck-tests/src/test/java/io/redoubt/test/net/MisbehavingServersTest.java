package io.redoubt.test.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.redoubt.tck.invariants.Invariants;
import io.redoubt.tck.invariants.ThreadLeaks;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Misbehaving servers")
class MisbehavingServersTest {

    @RegisterExtension
    final Invariants nothingLeft = Invariants.of(ThreadLeaks.none());

    @Test
    @DisplayName("a closed port refuses connections, and nobody can begin to listen there while it is held")
    void closedPort() {
        try (ClosedPort closed = ClosedPort.find()) {
            assertThatExceptionOfType(BindException.class)
                    .isThrownBy(() -> new ServerSocket(closed.port(), 1, InetAddress.getLoopbackAddress()).close());
            assertThatExceptionOfType(ConnectException.class)
                    .isThrownBy(() -> new Socket(closed.host(), closed.port()).close());
        }
    }

    @Test
    @DisplayName("a listening black hole is connected to and stays silent")
    void listening() throws IOException {
        try (BlackHole hole = BlackHole.listening();
                Socket client = new Socket(hole.host(), hole.port())) {
            assertSilent(client);
            assertThat(hole.swallowed()).isZero();
        }
    }

    @Test
    @DisplayName("a swallowing black hole reads without end and stays silent")
    void swallowing() throws IOException {
        try (BlackHole hole = BlackHole.swallowing();
                Socket client = new Socket(hole.host(), hole.port())) {
            byte[] tenMegabytes = new byte[10_000_000];
            client.getOutputStream().write(tenMegabytes);
            await().atMost(Duration.ofSeconds(30)).until(() -> hole.swallowed() == tenMegabytes.length);
            assertSilent(client);
        }
    }

    @Test
    @DisplayName("a black hole that closes cuts its connections")
    void cuts() throws IOException {
        BlackHole hole = BlackHole.swallowing();
        try (Socket client = new Socket(hole.host(), hole.port())) {
            client.getOutputStream().write(1);
            await().atMost(Duration.ofSeconds(30)).until(() -> hole.swallowed() == 1);
            hole.close();
            client.setSoTimeout(30_000);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    private static void assertSilent(Socket client) throws IOException {
        client.getOutputStream().write("*1\r\n$4\r\nPING\r\n".getBytes(US_ASCII));
        client.setSoTimeout(50);
        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> client.getInputStream().read());
    }
}
