package io.redoubt.tck.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.proxy.AffectedConnections;
import io.redoubt.test.server.ProxiedServer;
import io.redoubt.test.server.RawRedis;
import java.time.Duration;
import java.util.concurrent.Future;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Contract tests which verify that a driver reconnects after error replies such as {@code READONLY}, which suggest that
 * another server is the master now.
 */
abstract class ReconnectOnErrorReplyTests extends DriverTestBase {

    private static final Command ID = Command.keyless("CLIENT", bytes("ID"));
    private static final Command SET = Command.keyed("SET", bytes("key"), bytes("value"));
    private static final Command BLOCKING_POP = Command.keyed("BLPOP", bytes("queue"), bytes("0"));
    /** Longer than the driver tries to renew a connection. */
    private static final Duration RENEWAL = Duration.ofSeconds(5);

    @ParameterizedTest
    @ValueSource(strings = {"READONLY", "MASTERDOWN", "CLUSTERDOWN"})
    @DisplayName("uses a new connection, and another caller still gets the reply that it awaits on the old one")
    void neighbours(String code) throws Exception {
        ProxiedServer server = proxiedServer();
        RedisDriver driver = driver(settings(server.address()).build());
        RawRedis raw = closeAfterTest(server.raw());
        Reply before = driver.execute(ID, LONG_TIMEOUT);
        boolean renewed = false;
        while (!renewed) {
            // Holds the renewal back until the other caller's command is in flight on the connection.
            server.proxy().faults(AffectedConnections.NEW).holdReplies();
            server.proxy().faults().answerNext(1, "SET"::equals, "-" + code + " told by a proxy");
            Reply refused = driver.execute(SET, LONG_TIMEOUT);
            assertThat(((Reply.Refusal) refused).code()).isEqualTo(code);
            Future<Reply> neighbour = background(() -> driver.execute(BLOCKING_POP, BEYOND_TEST_TIMEOUT));
            eventually().until(() -> !blockedClients(raw).isEmpty());
            server.proxy().heal();
            // Otherwise this machine was so slow that the renewal failed.
            renewed = isRenewed(driver, raw, before);
            assertThat(neighbour).isNotDone();
            raw.call("RPUSH", "queue", "element");
            Reply.Array popped = (Reply.Array) neighbour.get();
            assertThat(popped.elements()).extracting(DriverTestBase::text).containsExactly("queue", "element");
        }
    }

    private static boolean isRenewed(RedisDriver driver, RawRedis raw, Reply before) {
        try {
            // A pool might open one more connection before the renewal, which begins with a PING.
            eventually().atMost(RENEWAL).until(() -> raw.text("CLIENT", "LIST").contains("cmd=ping "));
            eventually()
                    .atMost(RENEWAL)
                    .ignoreExceptionsInstanceOf(DriverException.class)
                    .until(() -> !driver.execute(ID, SHORT_TIMEOUT).equals(before));
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }
}
