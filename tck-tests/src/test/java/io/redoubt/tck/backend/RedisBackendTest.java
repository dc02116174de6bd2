package io.redoubt.tck.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.spi.Command;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A backend on Redis")
final class RedisBackendTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration SHORT_TIMEOUT = Duration.ofMillis(200);

    private static RedisServer first;
    private static RedisServer second;

    @BeforeAll
    static void start() {
        first = RedisServers.start(ServerOptions.defaults());
        second = RedisServers.start(ServerOptions.defaults());
    }

    @AfterAll
    static void stop() {
        first.close();
        second.close();
    }

    private static RedisBackend backend(StubDriverProvider driver) {
        return new RedisBackendFactory(driver, () -> TwoServerDeployment.of(first, second, TIMEOUT)).backend();
    }

    @Test
    @DisplayName("sends commands about a key to its master, and commands about servers to every master")
    void routes() {
        try (RedisBackend backend = backend(StubDriverProvider.closing())) {
            String even = backend.prefix() + "0";
            String odd = backend.prefix() + "1";
            backend.raw("SET", even, "a", "EX", "60");
            backend.raw("SET", odd, "b", "EX", "60");
            try (RawRedis raw = second.raw()) {
                assertThat(raw.text("GET", odd)).isEqualTo("b");
                assertThat(raw.number("EXISTS", even)).isZero();
            }
            assertThat(backend.raw("GET", even)).isEqualTo("a");
            assertThat(backend.keys()).containsExactly(even, odd);
            assertThat(backend.fromEveryMaster(backend::keys))
                    .extracting(List::copyOf)
                    .hasSize(2);
            assertThat(backend.onEveryMaster("DBSIZE")).containsExactly("1", "1");
            backend.onEveryMaster("SCRIPT", "LOAD", "return 1");
            backend.forgetScripts();
            try (RawRedis raw = second.raw()) {
                assertThat(raw.texts("SCRIPT", "EXISTS", "e0e1f9fabfc9d4800c877a703b823ac0578ff8db"))
                        .containsExactly("0");
            }
        }
        try (RawRedis raw = second.raw()) {
            assertThat(raw.number("DBSIZE")).as("what the test left").isZero();
        }
    }

    @Test
    @DisplayName("reports a key without a time to live on any master")
    void keys() {
        RedisBackend backend = backend(StubDriverProvider.closing());
        backend.raw("SET", backend.prefix() + "1", "b");
        assertThatThrownBy(backend::close)
                .isInstanceOf(AssertionError.class)
                .hasStackTraceContaining("key without time to live");
    }

    @Test
    @DisplayName("reports a connection that the driver leaked, since the backend does not close it first")
    void connections() {
        RedisBackend backend = RedisBackend.leaking(
                TwoServerDeployment.of(first, second, SHORT_TIMEOUT), StubDriverProvider.leaking(), SHORT_TIMEOUT);
        backend.connect();
        assertThatThrownBy(backend::close)
                .isInstanceOf(AssertionError.class)
                .hasStackTraceContaining("connection left open");
    }

    @Test
    @DisplayName("counts what a block sends, without connecting, and knows the number of masters")
    void measures() {
        try (RedisBackend backend = backend(StubDriverProvider.closing())) {
            CommandCost cost = backend.measure(() ->
                    backend.driver().onEveryMaster(Command.keyless("PING"), CallOptions.within(Duration.ofSeconds(5))));
            cost.mustBe(1, 1);
            assertThat(cost.masters()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("lets time pass on every master")
    void elapses() {
        try (RedisBackend backend = backend(StubDriverProvider.closing())) {
            long before = backend.micros();
            backend.elapse(Duration.ofMillis(20));
            assertThat(backend.micros() - before).isGreaterThanOrEqualTo(20_000);
        }
    }

    @Test
    @DisplayName("has an address that can be passed to another process as arguments")
    void address() {
        try (RedisBackend backend = backend(StubDriverProvider.closing())) {
            BackendAddress address = backend.address();
            assertThat(BackendAddress.in(address.toArguments().toArray(String[]::new)))
                    .isEqualTo(address)
                    .isEqualTo(new BackendAddress("raw", first.uri(), backend.prefix()));
            assertThatThrownBy(address::open).hasMessageContaining("no driver 'raw'");
        }
    }
}
