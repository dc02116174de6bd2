package io.redoubt.tck.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.ReconnectSettings;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for how a Redis driver logs in to a server: password, username, client name and database. */
abstract class AuthenticationTests extends DriverTestBase {

    private static final Duration SOON = Duration.ofMillis(10);
    private static final ReconnectSettings QUICKLY_AGAIN =
            new ReconnectSettings(SOON, SOON, SOON, ReconnectSettings.UNLIMITED);
    private static final String[] ALICE = {"on", ">let:me@in", "~tck:driver:*", "&*", "+@all"};

    @Test
    @DisplayName("uses the database of its settings, and shows its client name")
    void databaseAndName() {
        RedisServer server = RedisServers.shared();
        RedisDriver driver =
                driver(settings(server).database(7).clientName("tck-name").build());
        String key = freshKey();
        driver.execute(set(key, "in seven"), LONG_TIMEOUT);
        RawRedis raw = raw(server);
        assertThat(raw.call("EXISTS", key)).isEqualTo(0L);
        assertThat(raw.text("CLIENT", "LIST")).containsPattern("name=tck-name .* db=7 ");
        raw.call("SELECT", "7");
        assertThat(raw.text("GET", key)).isEqualTo("in seven");
        raw.call("DEL", key);
    }

    @Test
    @DisplayName("logs in with the password of the default user")
    void password() {
        RedisServer server = server(ServerOptions.defaults().password("s3cret"));
        works(settings(server).password("s3cret").build());
    }

    @Test
    @DisplayName("logs in as an ACL user, and missing permissions of that user are error replies")
    void aclUser() {
        RedisServer server = server(ServerOptions.defaults().aclUser("alice", ALICE));
        RedisDriver driver =
                works(settings(server).credentials("alice", "let:me@in").build());
        assertThat(driver.execute(get("elsewhere"), LONG_TIMEOUT))
                .isInstanceOfSatisfying(
                        Reply.Refusal.class,
                        refusal -> assertThat(refusal.code()).isEqualTo("NOPERM"));
    }

    @Test
    @DisplayName("fails with ACCESS_DENIED for a wrong password, at once and every time, without showing the password")
    void wrongPassword() {
        RedisServer server = server(ServerOptions.defaults().password("s3cret").aclUser("alice", ALICE));
        denied(settings(server).password("guessed-it").build());
        denied(settings(server).credentials("alice", "guessed-it").build());
        denied(settings(server).build());
    }

    @Test
    @DisplayName("fails with ACCESS_DENIED for a database that the server does not have")
    void noSuchDatabase() {
        denied(settings(RedisServers.shared()).database(1000).build());
    }

    @Test
    @DisplayName("connects soon after the user was added to the server")
    void laterAdmitted() {
        RedisServer server = server(ServerOptions.defaults().password("s3cret"));
        RedisDriver driver =
                driver(settings(server).credentials("alice", "let:me@in").build());
        assertThat(failureOf(() -> driver.execute(ping(), LONG_TIMEOUT)).kind()).isEqualTo(Kind.ACCESS_DENIED);
        raw(server).call("ACL", "SETUSER", "alice", ALICE[0], ALICE[1], ALICE[2], ALICE[3], ALICE[4]);
        eventually()
                .untilAsserted(() ->
                        assertThat(text(driver.execute(ping(), LONG_TIMEOUT))).isEqualTo("PONG"));
    }

    private RedisDriver works(RedisSettings settings) {
        RedisDriver driver = driver(settings);
        String key = freshKey();
        driver.execute(set(key, "mine"), LONG_TIMEOUT);
        assertThat(text(driver.execute(get(key), LONG_TIMEOUT))).isEqualTo("mine");
        return driver;
    }

    private void denied(RedisSettings settings) {
        RedisDriver driver =
                driver(settings.toBuilder().reconnect(QUICKLY_AGAIN).build());
        callDenied(driver, settings);
        // On a busy machine an attempt in the background may time out, and its failure is reported until the next
        // attempt.
        eventually().untilAsserted(() -> {
            assertThat(driver.statistics().reconnectAttempts()).isGreaterThanOrEqualTo(3);
            callDenied(driver, settings);
        });
    }

    private static void callDenied(RedisDriver driver, RedisSettings settings) {
        var failure = failureOf(() -> driver.execute(ping(), BEYOND_TEST_TIMEOUT));
        assertThat(failure.kind()).isEqualTo(Kind.ACCESS_DENIED);
        assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
        assertThat(failure.getMessage()).contains(settings.servers().toString()).doesNotContain("guessed-it");
    }
}
