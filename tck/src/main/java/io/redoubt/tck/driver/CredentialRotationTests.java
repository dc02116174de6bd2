package io.redoubt.tck.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.Credentials;
import io.redoubt.redis.CredentialsProvider;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.PubSubChannel;
import io.redoubt.test.server.ProxiedServer;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.ServerOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for Redis credentials that change while a driver is running. */
abstract class CredentialRotationTests extends DriverTestBase {

    private static final Duration SHORT = Duration.ofMillis(500);
    private static final String[] RULES = {"on", ">first-s3cret", "~tck:driver:*", "&*", "+@all"};
    private static final Command CLIENT_ID = Command.keyless("CLIENT", bytes("ID"));

    @Test
    @DisplayName("are requested before each connection, so that a password can be rotated without a restart")
    void rotated() {
        RedisServer server = server(ServerOptions.defaults().aclUser("alice", RULES));
        AtomicReference<String> password = new AtomicReference<>("first-s3cret");
        RedisDriver driver = driver(server, () -> new Credentials("alice", Objects.requireNonNull(password.get())));
        assertThat(text(driver.execute(ping(), LONG_TIMEOUT))).isEqualTo("PONG");

        RawRedis raw = raw(server);
        raw.call("ACL", "SETUSER", "alice", "resetpass", ">second-s3cret");
        raw.call("CLIENT", "KILL", "USER", "alice");
        DriverException failure = failureOf(() -> {
            for (int call = 0; call < 1_000; call++) {
                driver.exclusive(bytes("key"), LONG_TIMEOUT).close();
            }
        });
        assertThat(failure.kind()).as(failure.toString()).isIn(Kind.ACCESS_DENIED, Kind.CONNECTION_LOST);

        password.set("second-s3cret");
        eventually()
                .untilAsserted(() ->
                        assertThat(text(driver.execute(ping(), LONG_TIMEOUT))).isEqualTo("PONG"));
    }

    @Test
    @DisplayName("that expire are renewed on the open connection, and calls continue")
    void renewed() {
        ProxiedServer server =
                closeAfterTest(ProxiedServer.standalone(ServerOptions.defaults().aclUser("alice", RULES)));
        AtomicInteger authenticated = new AtomicInteger();
        server.proxy().setCommandListener(command -> {
            if (new String(command, StandardCharsets.ISO_8859_1).contains("AUTH")) {
                authenticated.incrementAndGet();
            }
        });
        RedisDriver driver = driver(settings(server.address())
                .credentials(() -> new Credentials("alice", "first-s3cret").validFor(SHORT))
                .build());
        var connection = driver.execute(CLIENT_ID, LONG_TIMEOUT);
        eventually().untilAsserted(() -> {
            assertThat(driver.execute(CLIENT_ID, LONG_TIMEOUT)).isEqualTo(connection);
            assertThat(authenticated).hasValueGreaterThanOrEqualTo(4);
        });
    }

    @Test
    @DisplayName("that expire cause at most gaps in a subscription, and messages continue")
    void subscription() {
        RedisServer server = server(ServerOptions.defaults().aclUser("alice", RULES));
        AtomicInteger provided = new AtomicInteger();
        RedisDriver driver = driver(server, () -> {
            provided.incrementAndGet();
            return new Credentials("alice", "first-s3cret").validFor(SHORT);
        });
        RecordingSubscriptionListener recorder = new RecordingSubscriptionListener();
        driver.subscribe(List.of(PubSubChannel.global(bytes("news"))), recorder, LONG_TIMEOUT);
        eventually().untilAsserted(() -> assertThat(provided).hasValueGreaterThanOrEqualTo(4));
        RawRedis raw = raw(server);
        eventually().untilAsserted(() -> {
            raw.call("PUBLISH", "news", "after renewals");
            assertThat(recorder.events()).contains("after renewals");
        });
    }

    @Test
    @DisplayName("that take long to obtain delay no call beyond its deadline")
    void slow() {
        RedisServer server = server(ServerOptions.defaults().aclUser("alice", RULES));
        CountDownLatch held = new CountDownLatch(1);
        RedisDriver driver = driver(server, () -> {
            try {
                held.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new Credentials("alice", "first-s3cret");
        });
        DriverException failure = failureOf(() -> driver.execute(ping(), SHORT_TIMEOUT));
        assertThat(failure.kind()).as(failure.toString()).isEqualTo(Kind.TIMEOUT);
        assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
        held.countDown();
        eventually()
                .untilAsserted(() ->
                        assertThat(text(driver.execute(ping(), LONG_TIMEOUT))).isEqualTo("PONG"));
    }

    @Test
    @DisplayName("that cannot be obtained cause ACCESS_DENIED, and the failure says so")
    void failing() {
        RedisServer server = server(ServerOptions.defaults().aclUser("alice", RULES));
        RedisDriver driver = driver(server, () -> {
            throw new IllegalStateException("no metadata service");
        });
        DriverException failure = failureOf(() -> driver.execute(ping(), LONG_TIMEOUT));
        assertThat(failure.kind()).as(failure.toString()).isEqualTo(Kind.ACCESS_DENIED);
        assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
        assertThat(failure).hasMessageContaining("credentials provider");
    }

    private RedisDriver driver(RedisServer server, CredentialsProvider provider) {
        return driver(settings(server).credentials(provider).build());
    }
}
