package io.redoubt.jedis;

import static io.redoubt.jedis.Opened.command;
import static io.redoubt.jedis.Opened.failure;
import static io.redoubt.jedis.Opened.millis;
import static io.redoubt.jedis.Opened.second;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Reply;
import io.redoubt.redis.spi.TlsSettings;
import io.redoubt.tck.server.PemFiles;
import io.redoubt.tck.server.RedisServer;
import io.redoubt.tck.server.RedisServers;
import io.redoubt.tck.server.ServerOptions;
import io.redoubt.tck.server.TestCertificates;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An encrypted connection")
final class EncryptedTest {

    @TempDir
    Path directory;

    private RedisServer server;
    private Opened driver;

    @BeforeEach
    void open() {
        PemFiles files = TestCertificates.forLoopback(directory);
        server = RedisServers.start(ServerOptions.defaults().tls(files));
        driver = Opened.encrypted(server, Opened.settings().tls(TlsSettings.trusting(files.certificate())));
        driver.execute(command("PING"), millis(5_000));
    }

    @AfterEach
    void close() {
        driver.close();
        server.close();
    }

    @Test
    @DisplayName("is used again, also after a while")
    void reused() {
        Reply id = driver.execute(command("CLIENT", "ID"), second());
        new Ticker(Duration.ZERO).pause(50);
        assertThat(driver.execute(command("CLIENT", "ID"), second())).isEqualTo(id);
    }

    @Test
    @DisplayName("ends at the deadline while the server stands still, whether a read or a write blocks")
    void deadline() {
        server.suspend();
        assertTimeout(command("PING"));
        server.resume();
        driver.execute(command("PING"), second());
        server.suspend();
        assertTimeout(Command.keyed("SET", Opened.bytes("k"), new byte[50_000_000]));
        server.resume();
        assertThat(Opened.text(driver.execute(command("PING"), second()))).isEqualTo("PONG");
    }

    @Test
    @DisplayName("ends with an interrupt")
    void interrupt() throws Exception {
        server.suspend();
        Callers callers = Callers.start(
                1,
                i -> assertThat(failure(() -> driver.execute(command("PING"), millis(9000)))
                                .kind())
                        .isEqualTo(Kind.INTERRUPTED));
        new Ticker(Duration.ZERO).pause(100);
        long start = System.nanoTime();
        callers.interrupt();
        callers.finish();
        assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(200);
    }

    @Test
    @DisplayName("costs no call when the server is restarted")
    void restart() {
        server.kill();
        try (RedisServer other = RedisServers.start(ServerOptions.defaults().onPort(server.tlsPort()))) {
            assertThat(other.isAlive()).isTrue();
            // What listens there now does not encrypt; that it was asked at all shows that the old connection was not.
            assertThat(failure(() -> driver.execute(command("PING"), millis(500)))
                            .execution())
                    .isEqualTo(Execution.NOT_EXECUTED);
        }
    }

    private void assertTimeout(Command command) {
        long start = System.nanoTime();
        assertThat(failure(() -> driver.execute(command, millis(300))).kind()).isEqualTo(Kind.TIMEOUT);
        assertThat((System.nanoTime() - start) / 1_000_000).isBetween(290L, 450L);
    }
}
