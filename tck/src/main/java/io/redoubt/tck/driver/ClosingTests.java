package io.redoubt.tck.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.ExclusiveConnection;
import io.redoubt.redis.spi.PubSubChannel;
import io.redoubt.redis.spi.Reply;
import io.redoubt.tck.invariants.ThreadLeaks;
import io.redoubt.test.server.ProxiedServer;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for closing a Redis driver, also while calls or connection attempts are in progress. */
abstract class ClosingTests extends DriverTestBase {

    @Test
    @DisplayName("leaves no thread and no connection, subscriptions and exclusive connections included")
    void nothingLeft() {
        RedisServer server = server(ServerOptions.defaults());
        RawRedis raw = raw(server);
        var before = ThreadLeaks.noneBut(THREAD_NAME).snapshot();
        RedisDriver driver = driver(server);
        RecordingSubscriptionListener recorder = new RecordingSubscriptionListener();
        driver.execute(ping(), LONG_TIMEOUT);
        driver.subscribe(List.of(PubSubChannel.global(bytes("news"))), recorder, LONG_TIMEOUT);
        ExclusiveConnection exclusive = driver.exclusive(bytes("key"), LONG_TIMEOUT);
        exclusive.execute(ping(), LONG_TIMEOUT.timeout());
        driver.close();
        eventually().until(() -> raw.text("CLIENT", "LIST").lines().count() == 1);
        before.verify();
        assertThat(failureOf(() -> exclusive.execute(ping(), LONG_TIMEOUT.timeout()))
                        .kind())
                .isEqualTo(Kind.CLOSED);
        assertThat(recorder.gaps()).as("a close is no gap").isZero();
    }

    @Test
    @DisplayName("ends calls in flight with CLOSED")
    void callsInFlight() {
        RedisServer server = server(ServerOptions.defaults());
        RawRedis raw = raw(server);
        RedisDriver driver = driver(impatient(settings(server)));
        Command pop = Command.keyed("BLPOP", bytes("queue"), bytes("0"));
        ExclusiveConnection exclusive = driver.exclusive(bytes("queue"), LONG_TIMEOUT);
        String id = "id="
                + ((Reply.Int) exclusive.execute(Command.keyless("CLIENT", bytes("ID")), LONG_TIMEOUT.timeout()))
                        .value();
        Future<Reply> own = background(() -> exclusive.execute(pop, BEYOND_TEST_TIMEOUT.timeout()));
        Future<Reply> shared = background(() -> driver.execute(pop, BEYOND_TEST_TIMEOUT));
        Future<Reply> repeatable = background(() -> driver.execute(pop, BEYOND_TEST_TIMEOUT.repeatable()));
        // At least one of the other two is blocked as well; the third may wait behind it, and fails in the same way.
        eventually()
                .untilAsserted(() -> assertThat(blockedClients(raw))
                        .hasSizeGreaterThanOrEqualTo(2)
                        .anyMatch(line -> line.startsWith(id + " ")));
        driver.close();
        assertThat(failureOf(shared).kind()).isEqualTo(Kind.CLOSED);
        assertThat(failureOf(repeatable).kind()).isEqualTo(Kind.CLOSED);
        assertThat(failureOf(own).kind()).isEqualTo(Kind.CLOSED);
        assertThat(failureOf(own).execution()).isEqualTo(Execution.UNKNOWN);
    }

    @Test
    @DisplayName("ends calls that wait for a connection with CLOSED, before their deadline")
    void callsThatConnect() {
        ProxiedServer silent = proxiedServer();
        silent.proxy().faults().blackHole();
        RedisDriver driver = driver(impatient(settings(silent.address())));
        Future<Reply> call = background(() -> driver.execute(ping(), BEYOND_TEST_TIMEOUT));
        Future<?> exclusive = background(() -> driver.exclusive(bytes("key"), BEYOND_TEST_TIMEOUT));
        eventually().until(() -> silent.proxy().connections().accepted() >= 2);
        driver.close();
        for (DriverException failure : List.of(failureOf(call), failureOf(exclusive))) {
            assertThat(failure.kind()).isEqualTo(Kind.CLOSED);
            assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
        }
    }

    @Test
    @DisplayName("leaves nothing behind and keeps no caller waiting if it happens while connecting")
    void whileConnecting() throws Exception {
        RedisServer server = server(ServerOptions.defaults());
        RawRedis raw = raw(server);
        var before = ThreadLeaks.noneBut(THREAD_NAME).snapshot();
        Random random = new Random(42);
        for (int round = 0; round < 60; round++) {
            RedisDriver driver = driver(server);
            CountDownLatch started = new CountDownLatch(1);
            Future<Reply> call = background(() -> {
                started.countDown();
                return driver.execute(ping(), BEYOND_TEST_TIMEOUT);
            });
            started.await();
            LockSupport.parkNanos(random.nextInt(6_000_000));
            driver.close();
            try {
                assertThat(text(call.get(LONG_TIMEOUT.timeout().toSeconds(), TimeUnit.SECONDS)))
                        .isEqualTo("PONG");
            } catch (ExecutionException e) {
                assertThat(failureOf(call).kind()).isEqualTo(Kind.CLOSED);
            }
        }
        eventually().until(() -> raw.text("CLIENT", "LIST").lines().count() == 1);
        before.verify();
    }

    @Test
    @DisplayName("makes every later call fail with CLOSED and NOT_EXECUTED")
    void laterCalls() {
        RedisServer server = server(ServerOptions.defaults());
        RedisDriver driver = driver(server);
        driver.execute(ping(), LONG_TIMEOUT);
        driver.close();
        byte[] key = bytes("key");
        closed(() -> driver.execute(ping(), LONG_TIMEOUT));
        closed(() -> driver.pipeline(List.of(ping(), ping()), LONG_TIMEOUT));
        closed(() -> driver.script(Script.of("one.lua", "return 1"), List.of(key), List.of(), LONG_TIMEOUT));
        closed(() -> driver.onEveryMaster(ping(), LONG_TIMEOUT));
        closed(() -> driver.topology(LONG_TIMEOUT));
        closed(() -> driver.exclusive(key, LONG_TIMEOUT));
        closed(() -> driver.subscribe(
                List.of(PubSubChannel.global(key)), new RecordingSubscriptionListener(), LONG_TIMEOUT));
    }

    @Test
    @DisplayName("is idempotent, and possible before anything was opened")
    void idempotent() {
        RedisServer server = server(ServerOptions.defaults());
        var before = ThreadLeaks.noneBut(THREAD_NAME).snapshot();
        RedisDriver driver = driver(server);
        driver.close();
        driver.close();
        closed(() -> driver.execute(ping(), LONG_TIMEOUT));
        before.verify();
    }

    @Test
    @DisplayName("takes limited time while the server is suspended")
    void boundedWhileStalled() {
        RedisServer server = server(ServerOptions.defaults());
        RedisDriver driver = driver(server);
        driver.execute(ping(), LONG_TIMEOUT);
        driver.subscribe(
                List.of(PubSubChannel.global(bytes("news"))), new RecordingSubscriptionListener(), LONG_TIMEOUT);
        server.suspend();
        Future<Reply> call = background(() -> driver.execute(ping(), BEYOND_TEST_TIMEOUT));
        // close() returns although the server stays suspended all the time.
        driver.close();
        assertThat(failureOf(call).kind()).isEqualTo(Kind.CLOSED);
    }

    /** Settings without a grace period for calls in flight, since these calls do not end by themselves. */
    private static RedisSettings impatient(RedisSettingsBuilder settings) {
        return settings.closeTimeout(Duration.ZERO).build();
    }

    private static void closed(ThrowingCallable call) {
        DriverException failure = failureOf(call);
        assertThat(failure.kind()).isEqualTo(Kind.CLOSED);
        assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
    }
}
