package io.redoubt.tck.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.BreakerSettings;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.SubscriptionListener;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.PubSubChannel;
import io.redoubt.test.net.ClosedPort;
import io.redoubt.test.server.ProxiedServer;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for calls of a Redis driver when the server cannot be reached or does not answer. */
abstract class UnreachableServerTests extends DriverTestBase {

    @Test
    @DisplayName("is UNREACHABLE and NOT_EXECUTED at a closed port, for every kind of call, at once")
    void closedPort() {
        ClosedPort port = closeAfterTest(ClosedPort.find());
        RedisDriver driver = driver(settings(new Node(port.host(), port.port())).build());
        for (ThrowingCallable call : everyCall(driver, BEYOND_TEST_TIMEOUT)) {
            failed(failureOf(call), Kind.UNREACHABLE);
        }
    }

    @Test
    @DisplayName("is UNREACHABLE for a host name that does not exist")
    void unknownHost() {
        RedisDriver driver = driver(RedisSettings.of("no-such-host.invalid", 6379));
        DriverException failure = failureOf(() -> driver.execute(ping(), LONG_TIMEOUT));
        assertThat(failure.kind()).isIn(Kind.UNREACHABLE, Kind.TIMEOUT);
        assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
    }

    @Test
    @DisplayName("is TIMEOUT and NOT_EXECUTED, at the deadline, if connections are accepted but nothing is answered")
    void silentPort() throws Exception {
        RedisServer silent = server(ServerOptions.defaults());
        silent.suspend();
        RedisDriver driver =
                driver(settings(silent).breaker(BreakerSettings.off()).build());
        List<Future<DriverException>> failures = everyCall(driver, SHORT_TIMEOUT).stream()
                .map(call -> background(() -> failureOf(call)))
                .toList();
        for (Future<DriverException> failure : failures) {
            failed(failure.get(), Kind.TIMEOUT);
        }
        silent.resume();
        eventually()
                .untilAsserted(() ->
                        assertThat(text(driver.execute(ping(), LONG_TIMEOUT))).isEqualTo("PONG"));
    }

    @Test
    @DisplayName("is PROTOCOL if the server is not a Redis server")
    void notRedis() {
        NonRedisServer nonRedis = closeAfterTest(NonRedisServer.start());
        RedisDriver driver =
                driver(settings(new Node("127.0.0.1", nonRedis.port())).build());
        failed(failureOf(() -> driver.execute(ping(), BEYOND_TEST_TIMEOUT)), Kind.PROTOCOL);
    }

    @Test
    @DisplayName("is UNREACHABLE if connecting exceeds the connect timeout before the deadline of the call")
    void connectTimeout() {
        RedisServer silent = server(ServerOptions.defaults());
        silent.suspend();
        Duration limit = Duration.ofMillis(200);
        RedisDriver driver = driver(settings(silent).connectTimeout(limit).build());
        failed(failureOf(() -> driver.execute(ping(), BEYOND_TEST_TIMEOUT)), Kind.UNREACHABLE);
    }

    @Test
    @DisplayName("does not persist after the server has started")
    void serverComesLater() {
        ProxiedServer server = proxiedServer();
        server.kill();
        RedisDriver driver = driver(settings(server.address()).build());
        failed(failureOf(() -> driver.execute(ping(), BEYOND_TEST_TIMEOUT)), Kind.UNREACHABLE);
        server.restart();
        eventually()
                .untilAsserted(() ->
                        assertThat(text(driver.execute(ping(), LONG_TIMEOUT))).isEqualTo("PONG"));
    }

    private static List<ThrowingCallable> everyCall(RedisDriver driver, CallOptions options) {
        SubscriptionListener closedPort = new SubscriptionListener() {
            @Override
            public void onMessage(byte[] channel, byte[] message) {}

            @Override
            public void onGap() {}
        };
        byte[] name = bytes("name");
        return List.of(
                () -> driver.execute(ping(), options),
                () -> driver.execute(ping(), options.repeatable()),
                () -> driver.pipeline(List.of(ping(), ping()), options),
                () -> driver.onEveryMaster(ping(), options),
                () -> driver.capabilities(options),
                () -> driver.exclusive(name, options),
                () -> driver.subscribe(List.of(PubSubChannel.global(name)), closedPort, options));
    }

    private static void failed(DriverException failure, Kind kind) {
        assertThat(failure.kind()).as(failure.toString()).isEqualTo(kind);
        assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
    }
}
