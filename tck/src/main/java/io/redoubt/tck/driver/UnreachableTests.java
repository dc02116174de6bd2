package io.redoubt.tck.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.spi.Channel;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.RedisDriver;
import io.redoubt.redis.spi.RedisSettings;
import io.redoubt.redis.spi.SubscriptionListener;
import io.redoubt.tck.server.RedisServer;
import io.redoubt.tck.server.ServerOptions;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a driver says when there is nobody to talk to. */
abstract class UnreachableTests extends DriverTests {

    @Test
    @DisplayName("is UNREACHABLE and NOT_EXECUTED at a closed port, for every kind of call, at once")
    void closedPort() {
        RedisServer gone = server(ServerOptions.defaults());
        gone.kill();
        everyCallFails(driver(gone), Kind.UNREACHABLE);
    }

    @Test
    @DisplayName("is UNREACHABLE for a host name that does not exist")
    void unknownHost() {
        RedisDriver driver = driver(RedisSettings.of("no-such-host.invalid", 6379));
        DriverException failure = failureWithin(PATIENT.timeout(), () -> driver.execute(ping(), PATIENT));
        assertThat(failure.kind()).isIn(Kind.UNREACHABLE, Kind.TIMEOUT);
        assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
    }

    @Test
    @DisplayName("is TIMEOUT and NOT_EXECUTED, at the deadline, where connections are accepted and nothing is answered")
    void silentPort() {
        RedisServer silent = server(ServerOptions.defaults());
        silent.suspend();
        RedisDriver driver = driver(silent);
        everyCallFails(driver, Kind.TIMEOUT);
        silent.resume();
        eventually()
                .untilAsserted(
                        () -> assertThat(text(driver.execute(ping(), PATIENT))).isEqualTo("PONG"));
    }

    @Test
    @DisplayName("is PROTOCOL where somebody answers who is no Redis server")
    void notRedis() {
        NotRedis stranger = closing(NotRedis.start());
        RedisDriver driver = driver(RedisSettings.of("127.0.0.1", stranger.port()));
        DriverException failure = failureWithin(Duration.ofSeconds(1), () -> driver.execute(ping(), PATIENT));
        assertThat(failure.kind()).as(failure.toString()).isEqualTo(Kind.PROTOCOL);
        assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
    }

    @Test
    @DisplayName("is UNREACHABLE where an attempt to connect takes longer than it may, before the deadline of the call")
    void connectTimeout() {
        RedisServer silent = server(ServerOptions.defaults());
        silent.suspend();
        Duration limit = Duration.ofMillis(200);
        RedisDriver driver = driver(settings(silent).connectTimeout(limit).build());
        DriverException failure = failureWithin(limit.plusMillis(300), () -> driver.execute(ping(), PATIENT));
        assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
    }

    @Test
    @DisplayName("ends with the first call after the server has come")
    void serverComesLater() {
        RedisServer first = server(ServerOptions.defaults());
        first.kill();
        RedisDriver driver = driver(first);
        assertThat(failureOf(() -> driver.execute(ping(), BRIEF)).kind()).isEqualTo(Kind.UNREACHABLE);
        server(ServerOptions.defaults().onPort(first.port()));
        eventually()
                .untilAsserted(
                        () -> assertThat(text(driver.execute(ping(), PATIENT))).isEqualTo("PONG"));
    }

    private static void everyCallFails(RedisDriver driver, Kind kind) {
        SubscriptionListener nobody = new SubscriptionListener() {
            @Override
            public void onMessage(byte[] channel, byte[] message) {}

            @Override
            public void onGap() {}
        };
        byte[] name = bytes("name");
        fails(kind, () -> driver.execute(ping(), BRIEF));
        fails(kind, () -> driver.execute(ping(), BRIEF.repeatable()));
        fails(kind, () -> driver.pipeline(List.of(ping(), ping()), BRIEF));
        fails(kind, () -> driver.onEveryMaster(ping(), BRIEF));
        fails(kind, () -> driver.capabilities(BRIEF));
        fails(kind, () -> driver.exclusive(name, BRIEF));
        fails(kind, () -> driver.subscribe(List.of(Channel.global(name)), nobody, BRIEF));
    }

    private static void fails(Kind kind, ThrowingCallable call) {
        DriverException failure = failureWithin(BRIEF.timeout(), call);
        assertThat(failure.kind()).as(failure.toString()).isEqualTo(kind);
        assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
    }
}
