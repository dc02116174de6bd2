package io.redoubt.tck.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.BreakerSettings;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.server.ProxiedServer;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.ServerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for calls to a Redis server whose process is suspended and later resumed. */
abstract class StalledServerTests extends DriverTestBase {

    private static final int PENDING = 4;
    private static final int CALLS = 32;

    @Test
    @DisplayName("ends a call at its deadline with TIMEOUT and UNKNOWN, and discards its late reply")
    void timeout() {
        RedisServer server = server(ServerOptions.defaults());
        RedisDriver driver = driver(withoutBreaker(server));
        for (String key : List.of("a", "b", "c")) {
            driver.execute(set(key, "value of " + key), LONG_TIMEOUT);
        }
        server.suspend();
        DriverException failure = failureAfterSend(options -> driver.execute(get("a"), options));
        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(failure.execution()).isEqualTo(Execution.UNKNOWN);
        server.resume();
        for (int i = 0; i < 100; i++) {
            String key = i % 2 == 0 ? "b" : "c";
            assertThat(text(driver.execute(get(key), LONG_TIMEOUT))).isEqualTo("value of " + key);
        }
    }

    @Test
    @DisplayName("sends a call that timed out at most once, whether it may be repeated or not")
    void atMostOnce() {
        RedisServer server = server(ServerOptions.defaults());
        RedisDriver driver = driver(server);
        driver.execute(ping(), LONG_TIMEOUT);
        Command increment = Command.keyed("INCR", bytes("count"));
        server.suspend();
        assertThat(failureOf(() -> driver.execute(increment, SHORT_TIMEOUT)).kind())
                .isEqualTo(Kind.TIMEOUT);
        assertThat(failureOf(() -> driver.execute(increment, SHORT_TIMEOUT.repeatable()))
                        .kind())
                .isEqualTo(Kind.TIMEOUT);
        server.resume();
        assertThat(text(driver.execute(ping(), LONG_TIMEOUT))).isEqualTo("PONG");
        assertThat(driver.execute(increment, LONG_TIMEOUT))
                .asInstanceOf(InstanceOfAssertFactories.type(Reply.Int.class))
                .satisfies(count -> assertThat(count.value()).isBetween(1L, 3L));
    }

    @Test
    @DisplayName("reports a timeout for every command of a pipeline")
    void pipeline() {
        RedisServer server = server(ServerOptions.defaults());
        RedisDriver driver = driver(withoutBreaker(server));
        driver.execute(ping(), LONG_TIMEOUT);
        server.suspend();
        List<Reply> replies = retryUntilSent(
                StalledServerTests::anySent, options -> replies(driver, List.of(ping(), get("a"), ping()), options));
        assertThat(replies)
                .hasSize(3)
                .allSatisfy(reply -> assertThat(reply)
                        .asInstanceOf(InstanceOfAssertFactories.type(Reply.Missing.class))
                        .satisfies(missing -> {
                            assertThat(missing.reason().kind()).isEqualTo(Kind.TIMEOUT);
                            assertThat(missing.reason().execution()).isEqualTo(Execution.UNKNOWN);
                        }));
        server.resume();
        assertThat(text(driver.execute(ping(), LONG_TIMEOUT))).isEqualTo("PONG");
    }

    @Test
    @DisplayName("refuses commands beyond its limits with OVERLOADED and NOT_EXECUTED")
    void overload() throws Exception {
        RedisServer server = server(ServerOptions.defaults());
        RedisDriver driver =
                driver(settings(server).maxConnections(1).maxPending(PENDING).build());
        driver.execute(ping(), LONG_TIMEOUT);
        server.suspend();
        List<Future<Reply>> calls = IntStream.range(0, CALLS)
                .mapToObj(i -> background(() -> driver.execute(ping(), BEYOND_TEST_TIMEOUT)))
                .toList();
        // Commands within the limits wait until the server is resumed.
        eventually().until(() -> calls.stream().filter(Future::isDone).count() == CALLS - PENDING);
        for (Future<Reply> refused : calls.stream().filter(Future::isDone).toList()) {
            DriverException failure = failureOf(refused);
            assertThat(failure.kind()).isEqualTo(Kind.OVERLOADED);
            assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
        }
        List<Future<Reply>> admitted =
                calls.stream().filter(call -> !call.isDone()).toList();
        assertThat(admitted).hasSize(PENDING);
        server.resume();
        for (Future<Reply> call : admitted) {
            assertThat(text(call.get())).isEqualTo("PONG");
        }
        assertThat(text(driver.execute(ping(), LONG_TIMEOUT))).isEqualTo("PONG");
    }

    @Test
    @DisplayName("ends an interrupted call with INTERRUPTED and the flag set, and no other")
    void interrupt() throws Exception {
        RedisServer server = server(ServerOptions.defaults());
        RedisDriver driver = driver(server);
        driver.execute(set("a", "value of a"), LONG_TIMEOUT);
        server.suspend();
        Future<Reply> neighbour = background(() -> driver.execute(get("a"), BEYOND_TEST_TIMEOUT));
        List<Object> seen = new ArrayList<>();
        Thread caller = new Thread(
                () -> {
                    seen.add(failureOf(() -> driver.execute(ping(), BEYOND_TEST_TIMEOUT)));
                    seen.add(Thread.currentThread().isInterrupted());
                },
                "tck-interrupted");
        caller.start();
        eventually()
                .until(() -> caller.getState() == Thread.State.TIMED_WAITING
                        || caller.getState() == Thread.State.WAITING
                        || inNativeRead(caller));
        caller.interrupt();
        caller.join();
        assertThat(seen).hasSize(2);
        assertThat(((DriverException) seen.get(0)).kind()).isEqualTo(Kind.INTERRUPTED);
        assertThat(seen.get(1)).isEqualTo(true);
        server.resume();
        assertThat(text(neighbour.get())).isEqualTo("value of a");
        assertThat(text(driver.execute(get("a"), LONG_TIMEOUT))).isEqualTo("value of a");
    }

    @Test
    @DisplayName("reports the interrupt for every command of an interrupted pipeline, with the flag set")
    void interruptedPipeline() throws Exception {
        ProxiedServer server = proxiedServer();
        RedisDriver driver = driver(settings(server.address()).build());
        driver.execute(ping(), LONG_TIMEOUT);
        AtomicInteger sent = new AtomicInteger();
        server.proxy().setCommandListener(command -> sent.incrementAndGet());
        server.suspend();
        List<Reply> replies = new ArrayList<>();
        List<Boolean> flag = new ArrayList<>();
        Thread caller = new Thread(
                () -> {
                    replies.addAll(driver.pipeline(List.of(ping(), get("a"), ping()), BEYOND_TEST_TIMEOUT));
                    flag.add(Thread.currentThread().isInterrupted());
                },
                "tck-interrupted");
        caller.start();
        eventually().untilAsserted(() -> assertThat(sent).hasValue(3));
        caller.interrupt();
        caller.join();
        assertThat(flag).containsExactly(true);
        assertThat(replies)
                .hasSize(3)
                .allSatisfy(reply -> assertThat(reply)
                        .asInstanceOf(InstanceOfAssertFactories.type(Reply.Missing.class))
                        .satisfies(
                                missing -> assertThat(missing.reason().kind()).isEqualTo(Kind.INTERRUPTED)));
        server.resume();
        assertThat(text(driver.execute(ping(), LONG_TIMEOUT))).isEqualTo("PONG");
    }

    @Test
    @DisplayName("sends nothing for a caller that is interrupted already")
    void interruptedBefore() throws Exception {
        RedisServer server = server(ServerOptions.defaults());
        RedisDriver driver = driver(server);
        driver.execute(ping(), LONG_TIMEOUT);
        Future<DriverException> call = background(() -> {
            Thread.currentThread().interrupt();
            return failureOf(() -> driver.execute(set("never", "written"), LONG_TIMEOUT));
        });
        assertThat(call.get().kind()).isEqualTo(Kind.INTERRUPTED);
        assertThat(call.get().execution()).isEqualTo(Execution.NOT_EXECUTED);
        assertThat(driver.execute(get("never"), LONG_TIMEOUT)).isInstanceOf(Reply.Nil.class);
    }

    private static RedisSettings withoutBreaker(RedisServer server) {
        return settings(server).breaker(BreakerSettings.off()).build();
    }

    private static boolean anySent(List<Reply> replies) {
        return replies.stream()
                .anyMatch(reply -> !(reply instanceof Reply.Missing missing)
                        || missing.reason().execution() == Execution.UNKNOWN);
    }

    private static List<Reply> replies(RedisDriver driver, List<Command> commands, CallOptions options) {
        try {
            return driver.pipeline(commands, options);
        } catch (DriverException nothingSent) {
            return List.of(new Reply.Missing(nothingSent));
        }
    }

    private static boolean inNativeRead(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getClassName().startsWith("sun.nio.ch")
                    || frame.getClassName().startsWith("java.net")) {
                return true;
            }
        }
        return false;
    }
}
