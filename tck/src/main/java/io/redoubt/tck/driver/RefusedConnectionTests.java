package io.redoubt.tck.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.ServerOptions;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for a Redis driver whose open connections still work while the server refuses new connections. */
abstract class RefusedConnectionTests extends DriverTestBase {

    private static final int CALLERS = 64;
    private static final int CALLS = 20;
    private static final int LARGE = 100_000;

    @Test
    @DisplayName("continues with its open connections when the server has reached its limit of clients")
    void maxClients() throws Exception {
        RedisServer server = server(ServerOptions.defaults());
        RedisDriver driver = driver(server);
        driver.execute(ping(), LONG_TIMEOUT);
        raw(server).call("CONFIG", "SET", "maxclients", "2");

        goesOn(driver, Kind.UNREACHABLE);
    }

    @Test
    @DisplayName("continues with its open connections after its password was replaced")
    void passwordReplaced() throws Exception {
        RedisServer server = server(ServerOptions.defaults().password("old-s3cret"));
        RedisDriver driver = driver(settings(server).password("old-s3cret").build());
        driver.execute(ping(), LONG_TIMEOUT);
        RawRedis raw = raw(server);
        raw.call("CONFIG", "SET", "requirepass", "new-s3cret");

        goesOn(driver, Kind.ACCESS_DENIED);
    }

    private void goesOn(RedisDriver driver, Kind refusal) throws Exception {
        byte[] key = bytes(freshKey());
        DriverException exclusive = failureOf(() -> driver.exclusive(key, LONG_TIMEOUT));
        assertThat(exclusive.kind()).as(exclusive.toString()).isEqualTo(refusal);
        assertThat(exclusive.execution()).isEqualTo(Execution.NOT_EXECUTED);

        List<Future<Integer>> callers = IntStream.range(0, CALLERS)
                .mapToObj(caller -> background(() -> calls(driver, caller)))
                .toList();
        int answered = 0;
        for (Future<Integer> caller : callers) {
            answered += caller.get();
        }
        assertThat(answered).isEqualTo(CALLERS * CALLS);
        assertThat(driver.statistics().breakerOpened()).isZero();
        assertThat(driver.statistics().failures()).isOne();
    }

    /** Sends small requests, and some that would otherwise use a connection of their own. */
    private static int calls(RedisDriver driver, int caller) {
        String key = freshKey();
        for (int call = 0; call < CALLS; call++) {
            String value = caller + " " + call + (call % 10 == 0 ? "x".repeat(LARGE) : "");
            driver.pipeline(List.of(set(key, value), ping()), LONG_TIMEOUT);
            assertThat(text(driver.execute(get(key), LONG_TIMEOUT))).isEqualTo(value);
            assertThat(text(driver.execute(set(key, value), LONG_TIMEOUT))).isEqualTo("OK");
        }
        return CALLS;
    }
}
