package io.redoubt.lock;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.StoreTimeoutException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockInterruptedException;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.lock.LockProvider;
import io.redoubt.api.lock.LockRelease;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.core.routing.RedisConnections;
import io.redoubt.redis.spi.Node;
import io.redoubt.redis.spi.RedisDriver;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.redis.spi.RedisSettings;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.ThreadLeaks;
import io.redoubt.tck.net.BlackHole;
import io.redoubt.tck.net.ClosedPort;
import io.redoubt.tck.server.RawRedis;
import io.redoubt.tck.server.RedisServer;
import io.redoubt.tck.server.RedisServers;
import io.redoubt.tck.server.ServerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Without a server")
final class MissingServerTest {

    private static final Duration TIMEOUT = ofMillis(200);
    private static final LockOptions LONG = LockOptions.lease(ofSeconds(30));

    private static RedisServer server;

    private final Invariant.Snapshot threads = ThreadLeaks.none().snapshot();

    @BeforeAll
    static void start() {
        server = RedisServers.start(ServerOptions.defaults());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void verify() {
        threads.verify();
    }

    static Stream<Arguments> drivers() {
        return Stream.of(
                Arguments.argumentSet("lettuce", new LettuceDriverProvider()),
                Arguments.argumentSet("jedis", new JedisDriverProvider()));
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("every call ends with the documented exception, long before a wait would be over")
    void absent(RedisDriverProvider provider) {
        try (ClosedPort closed = ClosedPort.find();
                BlackHole hole = BlackHole.swallowing()) {
            for (int port : new int[] {closed.port(), hole.port()}) {
                with(provider, port, locks -> {
                    List<org.assertj.core.api.ThrowableAssert.ThrowingCallable> calls = List.of(
                            () -> locks.provider().acquire("a", LONG.waitUpTo(ofSeconds(60))),
                            () -> locks.provider().tryAcquire("a", LONG),
                            () -> locks.provider().withLock("a", LONG, lock -> ""),
                            () -> locks.provider().forceRelease("a"));
                    for (var call : calls) {
                        long begin = System.nanoTime();
                        assertThatThrownBy(call).isInstanceOf(StoreUnavailableException.class);
                        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(ofSeconds(2));
                    }
                });
            }
        }
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("that answers, what is held ends with its lease, is told lost, and what was asked for is given back")
    void silent(RedisDriverProvider provider) {
        with(provider, server.port(), locks -> {
            LockProvider all = locks.provider();
            LockHandle renewed =
                    all.acquire("a", LockOptions.lease(ofSeconds(1)).renewed());
            LockHandle closed = all.acquire("b", LONG);
            LockHandle retried = all.acquire("c", LONG);
            AtomicInteger told = new AtomicInteger();
            renewed.onLost(told::incrementAndGet);
            all.acquire("e", LONG);
            ExecutorService threads = Executors.newCachedThreadPool();
            List<Future<LockHandle>> waiting = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                waiting.add(threads.submit(() -> all.acquire("e", LONG.waitUpTo(ofSeconds(60)))));
            }
            server.suspend();
            try {
                for (Future<LockHandle> each : waiting) {
                    assertThatThrownBy(() -> each.get(3, TimeUnit.SECONDS))
                            .hasCauseInstanceOf(StoreUnavailableException.class);
                }
                assertThatThrownBy(() -> all.tryAcquire("d", LONG)).isInstanceOf(StoreTimeoutException.class);
                assertThatThrownBy(() -> retried.extend(ofSeconds(30))).isInstanceOf(StoreUnavailableException.class);
                assertThat(retried.isValid()).isTrue();
                assertThatThrownBy(retried::release).isInstanceOf(StoreUnavailableException.class);
                closed.close();
                eventually(() -> told.get() == 1);
                assertThat(renewed.isValid()).isFalse();
            } finally {
                server.resume();
                threads.shutdownNow();
            }
            // The server is back. What timed out may have taken effect in the end: it is given back.
            eventually(() -> release(retried));
            for (String name : List.of("a", "b", "c", "d")) {
                eventually(() -> tryAcquire(all, name));
            }
            assertThat(renewed.release()).isEqualTo(LockRelease.NOT_HELD);
            assertThat(told).hasValue(1);
        });
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("that answers, an interrupt ends the request, and what it may have acquired is released")
    void interrupted(RedisDriverProvider provider) {
        with(provider, server.port(), locks -> {
            assertThat(locks.provider().tryAcquire("warm-" + provider.name(), LONG))
                    .isPresent();
            server.suspend();
            CompletableFuture<Throwable> outcome = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                try {
                    locks.provider().acquire("f", LONG.waitUpTo(ofSeconds(60)));
                } catch (RuntimeException e) {
                    outcome.complete(
                            Thread.currentThread().isInterrupted() ? e : new IllegalStateException("no flag", e));
                }
            });
            try {
                caller.start();
                eventually(() -> caller.getState() == Thread.State.TIMED_WAITING
                        || caller.getState() == Thread.State.WAITING
                        || caller.getState() == Thread.State.RUNNABLE);
                caller.interrupt();
                assertThat(outcome.join()).isInstanceOf(LockInterruptedException.class);
            } finally {
                server.resume();
            }
            eventually(() -> tryAcquire(locks.provider(), "f"));
            locks.provider().forceRelease("f");
        });
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("closing is bounded")
    void close(RedisDriverProvider provider) {
        long[] begin = new long[1];
        with(provider, server.port(), locks -> {
            for (int i = 0; i < 1_000; i++) {
                locks.provider()
                        .acquire(
                                provider.name() + i,
                                LockOptions.lease(ofSeconds(2)).renewed());
            }
            server.suspend();
            begin[0] = System.nanoTime();
            locks.close();
            server.resume();
        });
        assertThat(Duration.ofNanos(System.nanoTime() - begin[0])).isLessThan(ofSeconds(7));
        try (RawRedis raw = server.raw()) {
            eventually(() -> raw.number("EXISTS", "lock:{" + provider.name() + "0}:held") == 0);
        }
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("'s data, after FLUSHALL, tokens still grow, and the old holder is not mistaken for the new one")
    void flushed(RedisDriverProvider provider) {
        with(provider, server.port(), locks -> {
            long last = 0;
            for (int i = 0; i < 20; i++) {
                LockHandle old = locks.provider().acquire("h", LONG);
                assertThat(old.fencingToken()).isGreaterThan(last);
                try (RawRedis raw = server.raw()) {
                    raw.call("FLUSHALL");
                }
                LockHandle lock = locks.provider().acquire("h", LONG);
                assertThat(lock.fencingToken()).isGreaterThan(old.fencingToken());
                assertThat(old.release()).isEqualTo(LockRelease.NOT_HELD);
                assertThat(lock.extend(ofSeconds(30))).isTrue();
                last = lock.fencingToken();
                lock.release();
            }
        });
    }

    private static boolean tryAcquire(LockProvider locks, String name) {
        try {
            return locks.tryAcquire(name, LockOptions.lease(ofMillis(100))).isPresent();
        } catch (StoreUnavailableException reconnecting) {
            return false;
        }
    }

    private static boolean release(LockHandle lock) {
        try {
            lock.release();
            return true;
        } catch (StoreUnavailableException reconnecting) {
            return false;
        }
    }

    private static void with(RedisDriverProvider provider, int port, Consumer<Locks> test) {
        RedisSettings settings =
                RedisSettings.builder().node(new Node("127.0.0.1", port)).build();
        try (RedisDriver driver = RedisConnections.open(provider, settings, System::nanoTime);
                Locks locks = Locks.redis(driver, TIMEOUT, "", System::nanoTime)) {
            test.accept(locks);
        }
    }

    private static void eventually(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await()
                .pollInSameThread()
                .pollInterval(ofMillis(5))
                .atMost(ofSeconds(10))
                .until(condition);
    }
}
