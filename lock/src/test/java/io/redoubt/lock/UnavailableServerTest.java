package io.redoubt.lock;

import static io.redoubt.lock.Backends.PATIENT;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.StoreTimeoutException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.lock.LockProvider;
import io.redoubt.api.lock.LockRelease;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.routing.RedisDriverFactory;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.ThreadLeaks;
import io.redoubt.test.net.BlackHole;
import io.redoubt.test.net.ClosedPort;
import io.redoubt.test.proxy.FaultProxy;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Without a server")
final class UnavailableServerTest {

    /** Timeout of calls that must fail. Calls that must succeed within it are repeated. */
    private static final Duration BRIEF = ofMillis(200);

    /** A lease that outlives every test. */
    private static final LockOptions LONG = LockOptions.lease(ofMinutes(2));

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
                with(provider, port, BRIEF, locks -> {
                    List<ThrowingCallable> calls = List.of(
                            () -> locks.provider().acquire("a", LONG.waitUpTo(ofMinutes(1))),
                            () -> locks.provider().tryAcquire("a", LONG),
                            () -> locks.provider().withLock("a", LONG, lock -> ""),
                            () -> locks.provider().find("a"),
                            () -> locks.provider().forceRelease("a"));
                    for (ThrowingCallable call : calls) {
                        assertTimeoutPreemptively(
                                PATIENT, () -> assertThatThrownBy(call).isInstanceOf(StoreUnavailableException.class));
                    }
                });
            }
        }
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("that answers, a call times out")
    void timeout(RedisDriverProvider provider) {
        with(provider, server.port(), BRIEF, locks -> {
            acquired(locks.provider(), "t", LONG);
            suspended(() -> assertThatThrownBy(() -> locks.provider().tryAcquire("u", LONG))
                    .isInstanceOf(StoreTimeoutException.class));
        });
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("that answers, what is held ends with its lease, is told lost, and what was asked for is given back")
    void silent(RedisDriverProvider provider) {
        with(provider, server.port(), BRIEF, locks -> {
            LockProvider all = locks.provider();
            LockHandle renewed =
                    acquired(all, "a", LockOptions.lease(ofSeconds(1)).autoRenew());
            LockHandle closed = acquired(all, "b", LONG);
            LockHandle retried = acquired(all, "c", LONG);
            AtomicInteger told = new AtomicInteger();
            renewed.onLost(told::incrementAndGet);
            acquired(all, "e", LONG);
            ExecutorService threads = Executors.newCachedThreadPool();
            List<Future<LockHandle>> waiting = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                waiting.add(threads.submit(() -> all.acquire("e", LONG.waitUpTo(ofMinutes(1)))));
            }
            // Or until one has failed, which may happen with such a short timeout.
            eventually(() ->
                    !locks.context().waitQueues().isEmpty() || waiting.stream().anyMatch(Future::isDone));
            try {
                suspended(() -> {
                    for (Future<LockHandle> each : waiting) {
                        assertThatThrownBy(() -> each.get(PATIENT.toSeconds(), TimeUnit.SECONDS))
                                .hasCauseInstanceOf(StoreUnavailableException.class);
                    }
                    assertThatThrownBy(() -> all.tryAcquire("d", LONG)).isInstanceOf(StoreUnavailableException.class);
                    assertThatThrownBy(() -> retried.extend(ofMinutes(2)))
                            .isInstanceOf(StoreUnavailableException.class);
                    assertThat(retried.isValid()).isTrue();
                    assertThatThrownBy(retried::release).isInstanceOf(StoreUnavailableException.class);
                    closed.close();
                    eventually(() -> told.get() == 1);
                    assertThat(renewed.isValid()).isFalse();
                });
            } finally {
                threads.shutdownNow();
            }
            // The server is back. Requests that timed out may have been executed after all; their locks are
            // released.
            released(retried);
            for (String name : List.of("a", "b", "c", "d")) {
                acquired(all, name, LONG);
            }
            assertThat(released(renewed)).isEqualTo(LockRelease.NOT_HELD);
            assertThat(told).hasValue(1);
        });
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("whose answer arrives, an interrupt ends the request, and what it has acquired is released")
    void interrupted(RedisDriverProvider provider) {
        try (FaultProxy proxy = FaultProxy.before(server.host(), server.port());
                RawRedis raw = server.raw()) {
            with(provider, proxy.port(), PATIENT, locks -> {
                // Loads the script into the server.
                assertThat(locks.provider().tryAcquire("warm", LONG)).isPresent();
                proxy.faults().dropReplies();
                CompletableFuture<Throwable> outcome = new CompletableFuture<>();
                Thread caller = new Thread(() -> {
                    try {
                        locks.provider().acquire("f", LONG.waitUpTo(ofMinutes(1)));
                    } catch (RuntimeException e) {
                        outcome.complete(
                                Thread.currentThread().isInterrupted() ? e : new IllegalStateException("no flag", e));
                    }
                });
                caller.start();
                eventually(() -> raw.number("EXISTS", held(provider, "f")) == 1);
                caller.interrupt();
                assertThat(outcome.orTimeout(PATIENT.toSeconds(), TimeUnit.SECONDS)
                                .join())
                        .isInstanceOf(RedoubtInterruptedException.class);
                proxy.heal();
                eventually(() -> raw.number("EXISTS", held(provider, "f")) == 0);
            });
        }
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("closing is bounded, whatever a call may take, and what is held ends with its lease")
    void close(RedisDriverProvider provider) {
        try (RawRedis raw = server.raw()) {
            with(provider, server.port(), driver -> {
                RedisLockStore store = Backends.lockStore(driver, prefix(provider), System::nanoTime);
                try (LockProviderFactory locks =
                        LockProviderFactory.on(store, System::nanoTime, BRIEF, AsyncSettings.defaults())) {
                    LockOptions options = LockOptions.lease(ofSeconds(2)).waitUpTo(PATIENT);
                    for (int i = 0; i < 600; i++) {
                        locks.provider().acquire("g" + i, options.autoRenew());
                    }
                    suspended(() -> assertTimeoutPreemptively(PATIENT, locks::close));
                }
            });
            eventually(() -> raw.number("EXISTS", held(provider, "g0")) == 0);
        }
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("'s data, after FLUSHALL, tokens still grow, and the old holder is not mistaken for the new one")
    void flushed(RedisDriverProvider provider) {
        with(provider, server.port(), PATIENT, locks -> {
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
                assertThat(lock.extend(ofMinutes(2))).isTrue();
                last = lock.fencingToken();
                lock.release();
            }
        });
    }

    private static void suspended(Runnable meanwhile) {
        server.suspend();
        try {
            meanwhile.run();
        } finally {
            server.resume();
        }
    }

    private static LockHandle acquired(LockProvider locks, String name, LockOptions options) {
        return tried(() -> locks.tryAcquire(name, options));
    }

    private static LockRelease released(LockHandle lock) {
        return tried(() -> Optional.of(lock.release()));
    }

    /** Returns the result of a call that is repeated while the driver reconnects. */
    private static <T> T tried(Callable<Optional<T>> call) {
        return awaiting()
                .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
                .until(call, Optional::isPresent)
                .orElseThrow();
    }

    private static String held(RedisDriverProvider provider, String name) {
        return prefix(provider) + "lock:{" + name + "}:held";
    }

    private static String prefix(RedisDriverProvider provider) {
        return provider.name() + ":";
    }

    private static void with(
            RedisDriverProvider provider, int port, Duration timeout, Consumer<LockProviderFactory> test) {
        with(provider, port, driver -> {
            try (LockProviderFactory locks = LockProviderFactory.redis(
                    driver, timeout, prefix(provider), AsyncSettings.defaults(), System::nanoTime)) {
                test.accept(locks);
            }
        });
    }

    private static void with(RedisDriverProvider provider, int port, Consumer<RedisDriver> test) {
        RedisSettings settings = RedisSettings.builder()
                .node(new Node("127.0.0.1", port))
                .connectTimeout(PATIENT)
                .build();
        try (RedisDriver driver = RedisDriverFactory.open(provider, settings, System::nanoTime)) {
            test.accept(driver);
        }
    }

    private static void eventually(Callable<Boolean> condition) {
        awaiting().until(condition);
    }

    private static ConditionFactory awaiting() {
        return Awaitility.await().pollInSameThread().pollInterval(ofMillis(5)).atMost(PATIENT);
    }
}
