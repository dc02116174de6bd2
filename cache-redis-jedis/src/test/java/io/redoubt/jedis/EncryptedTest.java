package io.redoubt.jedis;

import static io.redoubt.jedis.Opened.command;
import static io.redoubt.jedis.Opened.patient;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.spi.Reply;
import io.redoubt.tck.FakeClock;
import io.redoubt.test.server.CertificateFiles;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import io.redoubt.test.server.TestCertificates;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An encrypted connection")
final class EncryptedTest {

    @TempDir
    Path directory;

    private final FakeClock clock = FakeClock.aboutToOverflow();
    private RedisServer server;
    private Opened driver;

    @BeforeEach
    void open() {
        CertificateFiles files = TestCertificates.forLoopback(directory);
        server = RedisServers.start(ServerOptions.defaults().tls(files));
        driver = Opened.encrypted(server, files, clock);
        driver.execute(command("PING"), patient());
    }

    @AfterEach
    void close() {
        driver.close();
        server.close();
    }

    @Test
    @DisplayName("is used again, also after a while")
    void reused() {
        Reply id = driver.execute(command("CLIENT", "ID"), patient());
        clock.advance(Opened.A_WHILE);
        assertThat(driver.execute(command("CLIENT", "ID"), patient())).isEqualTo(id);
    }

    @Test
    @DisplayName("costs no call when the server was restarted since it was used")
    void restart() {
        clock.advance(Opened.A_WHILE);
        Opened.restart(server);
        assertThat(Opened.text(driver.execute(command("PING"), patient()))).isEqualTo("PONG");
        assertThat(driver.openings()).isEqualTo(2);
        assertThat(driver.losses()).hasSize(1);
    }
}
