package io.redoubt.tck.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.Command;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.ServerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for one Redis driver that many threads call at the same time. */
abstract class ConcurrencyTests extends DriverTestBase {

    private static final int CALLERS = 32;
    private static final int CALLS = 200;

    @Test
    @DisplayName("each get their own replies, from the first call on")
    void ownReplies() throws Exception {
        RedisServer server = server(ServerOptions.defaults());
        RedisDriver driver = driver(server);
        CyclicBarrier start = new CyclicBarrier(CALLERS);
        List<Future<Integer>> callers = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            String name = "caller " + caller + " call ";
            callers.add(background(() -> {
                start.await();
                for (int call = 0; call < CALLS; call++) {
                    String value = name + call;
                    assertThat(text(driver.execute(Command.keyless("ECHO", bytes(value)), LONG_TIMEOUT)))
                            .isEqualTo(value);
                }
                return CALLS;
            }));
        }
        for (Future<Integer> caller : callers) {
            assertThat(caller.get()).isEqualTo(CALLS);
        }
        assertThat(connections(server)).isLessThanOrEqualTo(CALLERS);
    }

    @Test
    @DisplayName("keep the order of each caller's calls")
    void order() throws Exception {
        RedisServer server = server(ServerOptions.defaults());
        RedisDriver driver = driver(server);
        List<Future<Integer>> callers = new ArrayList<>();
        for (int caller = 0; caller < 8; caller++) {
            String key = "list " + caller;
            callers.add(background(() -> {
                for (int call = 0; call < CALLS; call++) {
                    driver.execute(Command.keyed("RPUSH", bytes(key), Command.ascii(call)), LONG_TIMEOUT);
                }
                return CALLS;
            }));
        }
        RawRedis raw = raw(server);
        for (int caller = 0; caller < callers.size(); caller++) {
            assertThat(callers.get(caller).get()).isEqualTo(CALLS);
            List<String> pushed = raw.texts("LRANGE", "list " + caller, "0", "-1");
            for (int call = 0; call < CALLS; call++) {
                assertThat(pushed.get(call)).isEqualTo(Integer.toString(call));
            }
        }
    }

    private long connections(RedisServer server) {
        return raw(server)
                .text("CLIENT", "LIST")
                .lines()
                .filter(line -> line.contains(" name=redoubt "))
                .count();
    }
}
