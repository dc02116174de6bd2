package io.redoubt.redis.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A client of a cluster that was created anew at the same addresses")
@Timeout(30)
final class RecreatedClusterTest {

    private static final CallOptions OPTIONS = CallOptions.within(Duration.ofSeconds(10));
    private static final Command GET = Command.keyed("GET", "k".getBytes(StandardCharsets.US_ASCII));

    private final ScriptedCluster cluster = new ScriptedCluster();
    private final RoutedDriver driver = RoutedDriver.of(
            cluster,
            RedisSettings.builder()
                    .cluster(List.of(ScriptedCluster.FIRST, ScriptedCluster.SECOND))
                    .topologyRefresh(Duration.ofSeconds(1))
                    .build(),
            System::nanoTime);

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    @DisplayName("learns the new node ids, although no node has one of the old ones, and leaves no client open")
    void newIds() throws Exception {
        assertThat(driver.execute(GET, OPTIONS)).isInstanceOf(Reply.Data.class);

        cluster.generation = "new";

        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> driver.execute(GET, OPTIONS))
                .withMessageContaining("another server has taken the place");
        while (!answers()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        // Those of the two masters.
        while (cluster.openClients.get() != 2) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private boolean answers() {
        try {
            return driver.execute(GET, OPTIONS) instanceof Reply.Data;
        } catch (DriverException e) {
            return false;
        }
    }
}
