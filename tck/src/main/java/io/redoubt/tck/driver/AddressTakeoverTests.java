package io.redoubt.tck.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.server.ProxiedServer;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisCluster;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Contract tests which verify that drivers send no commands to a foreign server that has taken over a failed cluster
 * master's address.
 */
abstract class AddressTakeoverTests extends DriverTestBase {

    private static final CallOptions OPTIONS = CallOptions.within(Duration.ofSeconds(5));

    private RedisCluster cluster;
    private RedisDriver driver;
    private String key;
    private ProxiedServer master;

    @BeforeEach
    final void begin() {
        cluster = clusterForFaults();
        driver = driver(settings(cluster).build());
        eventually()
                .until(() -> !failed(() ->
                        List.copyOf(driver.onEveryMaster(ping(), LONG_TIMEOUT).values())));
        key = cluster.keyOnMaster(1, number -> "replaced" + number);
        master = cluster.masterOf(key);
        // No replica takes over, so that the address stays that of the master.
        cluster.replicaOf(master).suspend();
        master.kill();
    }

    private Command set(String suffix) {
        return Command.keyed("SET", bytes("{" + key + "}" + suffix), bytes("value"), bytes("EX"), bytes("60"));
    }

    /** Starts a server on the port of the master. */
    private RedisServer stranger() {
        RedisServer stranger = RedisServers.start(
                ServerOptions.defaults().onPort(master.server().port()));
        master.proxy().accept();
        return stranger;
    }

    @Test
    @DisplayName("gets no commands: they fail, and it has none of the keys")
    void standalone() {
        try (RedisServer stranger = stranger();
                RawRedis raw = stranger.raw()) {
            // Until the driver has connected to it several times.
            eventually().until(() -> {
                assertThat(failed(set("single"))).isTrue();
                List<Command> commands = List.of(set("first"), set("second"));
                assertThat(failed(() -> driver.pipeline(commands, OPTIONS))).isTrue();
                return connections(raw) > 5;
            });
            assertThat(raw.number("DBSIZE")).isZero();
        }
        cluster.heal();
        eventually().until(() -> !failed(set("healed")));
    }

    /** Returns how many connections the server has accepted, including that of the test. */
    private static long connections(RawRedis raw) {
        return raw.text("INFO", "stats")
                .lines()
                .filter(line -> line.startsWith("total_connections_received:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).trim()))
                .sum();
    }

    private boolean failed(Command command) {
        return failed(() -> List.of(driver.execute(command, OPTIONS)));
    }

    private static boolean failed(Supplier<List<Reply>> call) {
        try {
            return call.get().stream()
                    .allMatch(reply -> reply instanceof Reply.Missing || reply instanceof Reply.Refusal);
        } catch (DriverException e) {
            return true;
        }
    }
}
