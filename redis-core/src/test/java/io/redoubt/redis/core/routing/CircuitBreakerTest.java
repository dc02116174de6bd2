package io.redoubt.redis.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.redoubt.redis.BreakerSettings;
import io.redoubt.redis.ConnectionEvent;
import io.redoubt.redis.ReconnectSettings;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.support.DaemonThreads;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The circuit breaker of a server")
@ResourceLock("the log of the connections")
final class CircuitBreakerTest {

    private static final Duration SHORT = Duration.ofMillis(5);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final List<ConnectionEvent> events = new CopyOnWriteArrayList<>();
    private final AtomicLong clockOffset = new AtomicLong();
    private final AtomicInteger unavailable = new AtomicInteger();
    private final FakeNodeClient client = new FakeNodeClient();
    private @Nullable DriverContext context;

    @AfterEach
    void close() {
        if (context != null) {
            context.scheduler().close();
            context.events().close();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"UNREACHABLE", "ACCESS_DENIED"})
    @DisplayName("opens when the server cannot be connected to, and then fails calls for the same reason, unsent")
    void cannotConnect(Kind kind) {
        client.failure = failure(kind);
        CircuitBreaker breaker = breaker(shortDelays());

        breaker.recordFailure(failure(kind), call());

        DriverException refusal = Objects.requireNonNull(breaker.rejection());
        assertThat(refusal.kind()).isEqualTo(kind);
        assertThat(refusal.execution()).isEqualTo(Execution.NOT_EXECUTED);
        assertThat(refusal).hasMessageContaining("what happened");
        breaker.close();
    }

    @Test
    @DisplayName("closes also if an attempt to connect ended with an error")
    void error() {
        client.error = new NoClassDefFoundError("planted");
        CircuitBreaker breaker = breaker(shortDelays());
        breaker.recordFailure(failure(Kind.UNREACHABLE), call());
        await(() -> client.renewals.get() >= 2);

        client.error = null;

        await(breaker::allowsCalls);
        breaker.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"UNREACHABLE", "ACCESS_DENIED"})
    @DisplayName("stays closed where an additional connection is refused while others stand")
    void additionalConnectionRefused(Kind kind) {
        client.connections.set(1);
        CircuitBreaker breaker = breaker(shortDelays());

        breaker.recordFailure(failure(kind), call());

        assertThat(breaker.allowsCalls()).isTrue();
        assertThat(client.renewals).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"TIMEOUT", "CONNECTION_LOST", "PROTOCOL"})
    @DisplayName("opens after so many calls in a row without a reply")
    void noReplies(Kind kind) {
        client.failure = failure(Kind.TIMEOUT);
        CircuitBreaker breaker = breaker(shortDelays());

        for (int i = 1; i < BreakerSettings.defaults().consecutiveFailures(); i++) {
            breaker.recordFailure(failure(kind), call());
            assertThat(breaker.allowsCalls()).isTrue();
        }
        breaker.recordFailure(failure(kind), call());

        assertThat(breaker.allowsCalls()).isFalse();
        breaker.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"OVERLOADED", "INTERRUPTED", "CLOSED"})
    @DisplayName("stays closed for what is not the server's fault")
    void notTheServersFault(Kind kind) {
        CircuitBreaker breaker = breaker(shortDelays());
        for (int i = 0; i < 1_000; i++) {
            breaker.recordFailure(failure(kind), call());
        }

        assertThat(breaker.allowsCalls()).isTrue();
    }

    @Test
    @DisplayName("stays closed for callers who give the server too little time")
    void shortDeadlines() {
        CircuitBreaker breaker = breaker(shortDelays());
        CallContext shortCall = CallContext.of(CallOptions.within(Duration.ofMillis(49)), System::nanoTime);
        for (int i = 0; i < 1_000; i++) {
            breaker.recordFailure(failure(Kind.TIMEOUT), shortCall);
        }

        assertThat(breaker.allowsCalls()).isTrue();
    }

    @Test
    @DisplayName("closes when an attempt in the background succeeds, and says each of it once")
    void closesAgain() {
        client.failure = failure(Kind.UNREACHABLE);
        CircuitBreaker breaker = breaker(shortDelays());
        breaker.recordFailure(failure(Kind.UNREACHABLE), call());
        breaker.recordFailure(failure(Kind.UNREACHABLE), call());
        await(() -> client.renewals.get() >= 3);

        client.failure = null;

        await(breaker::allowsCalls);
        await(() -> events.contains(new ConnectionEvent.BreakerClosed(FakeNodeClient.NODE)));
        assertThat(events)
                .filteredOn(ConnectionEvent.BreakerOpened.class::isInstance)
                .hasSize(1);
        assertThat(events)
                .filteredOn(ConnectionEvent.Reconnecting.class::isInstance)
                .hasSize(client.renewals.get())
                .extracting(event -> ((ConnectionEvent.Reconnecting) event).attempt())
                .startsWith(1, 2, 3)
                .isSorted();
        // The callback runs after the next probe was scheduled, and that probe may be the successful one.
        await(() -> unavailable.get() == client.renewals.get());
    }

    @Test
    @DisplayName("stays closed for calls that began before it closed, which wait on connections that were replaced")
    void callsFromBefore() {
        CircuitBreaker breaker = breaker(shortDelays());
        CallContext before = call();
        for (int i = 0; i < BreakerSettings.defaults().consecutiveFailures(); i++) {
            breaker.recordFailure(failure(Kind.TIMEOUT), before);
        }
        await(() -> client.renewals.get() == 1);
        await(breaker::allowsCalls);

        for (int i = 0; i < 1_000; i++) {
            breaker.recordFailure(failure(Kind.TIMEOUT), before);
        }

        assertThat(client.renewals).hasValue(1);
        breaker.close();
    }

    @Test
    @DisplayName("says that access was denied also after attempts that took too long")
    void deniedAndSlow() {
        client.failure = failure(Kind.ACCESS_DENIED);
        CircuitBreaker breaker = breaker(shortDelays());
        breaker.recordFailure(failure(Kind.ACCESS_DENIED), call());
        await(() -> client.renewals.get() >= 1);

        client.failure = failure(Kind.TIMEOUT);
        int before = client.renewals.get();
        await(() -> client.renewals.get() >= before + 3);
        assertThat(Objects.requireNonNull(breaker.rejection()).kind()).isEqualTo(Kind.ACCESS_DENIED);

        client.failure = failure(Kind.UNREACHABLE);
        await(() -> Objects.requireNonNull(breaker.rejection()).kind() == Kind.UNREACHABLE);
        breaker.close();
    }

    @Test
    @DisplayName("begins with short delays, however many calls failed before it opened")
    void manyFailures() {
        client.failure = failure(Kind.UNREACHABLE);
        CircuitBreaker breaker = breaker(new ReconnectSettings(SHORT, LONG, LONG, ReconnectSettings.UNLIMITED));
        for (int i = 0; i < 1_000; i++) {
            breaker.recordFailure(failure(Kind.UNREACHABLE), call());
        }

        await(() -> delays().size() >= 2);
        assertThat(delays().get(0)).isLessThanOrEqualTo(SHORT.multipliedBy(3));
        assertThat(delays().get(1)).isLessThanOrEqualTo(delays().get(0).multipliedBy(3));
        breaker.close();
    }

    @Test
    @DisplayName("tells that it opened and closed in the order in which it did, also if it opens again at once")
    void order() throws Exception {
        CircuitBreaker breaker = breaker(shortDelays());
        try (BlockingAppender log = BlockingAppender.blockingOn("answers again")) {
            breaker.recordFailure(failure(Kind.UNREACHABLE), call());
            log.awaitBlocked();
            assertThat(breaker.allowsCalls()).isTrue();
            CallThread second =
                    CallThread.startAndAwaitBlocked(() -> breaker.recordFailure(failure(Kind.UNREACHABLE), call()));
            log.release();
            second.join();
            await(() -> count(ConnectionEvent.BreakerClosed.class) == 2);
        }
        assertThat(events)
                .filteredOn(event -> !(event instanceof ConnectionEvent.Reconnecting))
                .extracting(event -> (Object) event.getClass())
                .containsExactly(
                        ConnectionEvent.BreakerOpened.class,
                        ConnectionEvent.BreakerClosed.class,
                        ConnectionEvent.BreakerOpened.class,
                        ConnectionEvent.BreakerClosed.class);
    }

    @Test
    @DisplayName("tries soon when callers arrive, however far ahead the next attempt lies")
    void probesSoon() {
        client.failure = failure(Kind.UNREACHABLE);
        CircuitBreaker breaker =
                breaker(new ReconnectSettings(LONG, LONG, Duration.ofMillis(20), ReconnectSettings.UNLIMITED));
        breaker.recordFailure(failure(Kind.UNREACHABLE), call());

        await(() -> {
            breaker.rejection();
            return client.renewals.get() >= 3;
        });
        breaker.close();
    }

    @Test
    @DisplayName("waits for its time while nobody calls")
    void waits() {
        client.failure = failure(Kind.UNREACHABLE);
        CircuitBreaker breaker =
                breaker(new ReconnectSettings(LONG, LONG, Duration.ofMillis(1), ReconnectSettings.UNLIMITED));
        breaker.recordFailure(failure(Kind.UNREACHABLE), call());

        letBackgroundRun();

        assertThat(client.renewals.get()).isZero();
        breaker.close();
    }

    @Test
    @DisplayName("gives up after so many attempts, if told so, and stays open")
    void givesUp() {
        client.failure = failure(Kind.UNREACHABLE);
        CircuitBreaker breaker = breaker(shortDelays().giveUpAfter(3));
        breaker.recordFailure(failure(Kind.UNREACHABLE), call());
        await(() -> events.contains(new ConnectionEvent.GaveUp(FakeNodeClient.NODE, 3)));

        client.failure = null;
        breaker.rejection();
        letBackgroundRun();

        assertThat(breaker.allowsCalls()).isFalse();
        assertThat(client.renewals.get()).isEqualTo(3);
    }

    @Test
    @DisplayName("tries no more once it is closed, also if that happens during an attempt")
    void closed() {
        client.failure = failure(Kind.UNREACHABLE);
        client.renewalGate = new CountDownLatch(1);
        CircuitBreaker breaker = breaker(shortDelays());
        breaker.recordFailure(failure(Kind.UNREACHABLE), call());
        await(() -> client.renewals.get() == 1);
        breaker.close();
        client.renewalGate.countDown();

        letBackgroundRun();

        assertThat(client.renewals.get()).isEqualTo(1);
    }

    @Test
    @DisplayName("tries also if no thread could be started for the first attempt")
    void noThreadForTimer() {
        CircuitBreaker breaker = breaker(
                shortDelays(),
                new BackgroundScheduler(
                        failingOnce(new OutOfMemoryError("planted")), DaemonThreads.numbered("breaker-test-")));
        assertThatExceptionOfType(OutOfMemoryError.class)
                .isThrownBy(() -> breaker.recordFailure(failure(Kind.UNREACHABLE), call()));

        awaitClosedByCalls(breaker);
    }

    @Test
    @DisplayName("tries also if an attempt could not be brought forward, and rejects that call as usual")
    void noThreadForWorker() {
        CircuitBreaker breaker = breaker(
                new ReconnectSettings(LONG, LONG, Duration.ofMillis(1), ReconnectSettings.UNLIMITED),
                new BackgroundScheduler(
                        DaemonThreads.numbered("breaker-test-"), failingOnce(new InternalError("planted"))));
        breaker.recordFailure(failure(Kind.UNREACHABLE), call());

        awaitClosedByCalls(breaker);
    }

    @Test
    @DisplayName("tries also if an attempt that was due has never begun")
    void lostByTimer() {
        AtomicBoolean lost = new AtomicBoolean();
        CircuitBreaker breaker = breaker(
                new ReconnectSettings(SHORT, SHORT, LONG, ReconnectSettings.UNLIMITED),
                new BackgroundScheduler(
                        DaemonThreads.numbered("breaker-test-"),
                        // The first thread ends without its task.
                        task -> new Thread(lost.compareAndSet(false, true) ? () -> {} : task, "breaker-test-worker")));
        breaker.recordFailure(failure(Kind.UNREACHABLE), call());
        await(lost::get);

        clockOffset.addAndGet(Duration.ofSeconds(20).toNanos());

        awaitClosedByCalls(breaker);
    }

    private void awaitClosedByCalls(CircuitBreaker breaker) {
        await(() -> {
            DriverException rejection = breaker.rejection();
            return rejection == null;
        });
        await(() -> count(ConnectionEvent.BreakerClosed.class) == 1);
        breaker.close();
    }

    /** Returns a thread factory that throws once. */
    private static ThreadFactory failingOnce(Error error) {
        AtomicBoolean failed = new AtomicBoolean();
        return task -> {
            if (failed.compareAndSet(false, true)) {
                throw error;
            }
            Thread thread = new Thread(task, "after-the-failure");
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Waits until the scheduler has run everything that was scheduled to run now or soon. */
    private void letBackgroundRun() {
        CountDownLatch later = new CountDownLatch(1);
        Objects.requireNonNull(context).scheduler().schedule(SHORT.multipliedBy(10), later::countDown);
        await(() -> later.getCount() == 0);
    }

    private List<Duration> delays() {
        return events.stream()
                .filter(ConnectionEvent.Reconnecting.class::isInstance)
                .map(event -> ((ConnectionEvent.Reconnecting) event).delay())
                .toList();
    }

    private long count(Class<? extends ConnectionEvent> type) {
        return events.stream().filter(type::isInstance).count();
    }

    private CircuitBreaker breaker(ReconnectSettings reconnect) {
        return breaker(reconnect, new BackgroundScheduler());
    }

    private CircuitBreaker breaker(ReconnectSettings reconnect, BackgroundScheduler scheduler) {
        RedisSettings settings = RedisSettings.builder()
                .reconnect(reconnect)
                .listener(events::add)
                .build();
        context = new DriverContext(
                settings,
                () -> System.nanoTime() + clockOffset.get(),
                scheduler,
                new ConnectionEventDispatcher(settings.listener(), System::nanoTime),
                new DriverCounters());
        return new CircuitBreaker(client, context, unavailable::incrementAndGet);
    }

    private static ReconnectSettings shortDelays() {
        return new ReconnectSettings(SHORT, SHORT, SHORT, ReconnectSettings.UNLIMITED);
    }

    private static CallContext call() {
        return CallContext.of(CallOptions.within(Duration.ofSeconds(1)), System::nanoTime);
    }

    private static DriverException failure(Kind kind) {
        return DriverException.notExecuted(kind, "what happened", null);
    }

    private static void await(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - start).as("time until a hang").isLessThan(TimeUnit.SECONDS.toNanos(30));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }
}
