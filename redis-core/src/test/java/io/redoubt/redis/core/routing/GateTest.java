package io.redoubt.redis.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.BreakerSettings;
import io.redoubt.redis.ConnectionEvent;
import io.redoubt.redis.ReconnectSettings;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The gate before a server")
@ResourceLock("the log of the connections")
final class GateTest {

    private static final Duration MOMENT = Duration.ofMillis(5);
    private static final Duration AGES = Duration.ofMinutes(1);

    private final List<ConnectionEvent> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger down = new AtomicInteger();
    private final ScriptedClient client = new ScriptedClient();
    private @Nullable Surroundings surroundings;

    @AfterEach
    void close() {
        if (surroundings != null) {
            surroundings.background().close();
            surroundings.events().close();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"UNREACHABLE", "ACCESS_DENIED"})
    @DisplayName("shuts when the server cannot be connected to, and then fails calls for the same reason, unsent")
    void cannotConnect(Kind kind) {
        client.down = failure(kind);
        Gate gate = gate(quick());

        gate.failed(failure(kind), call());

        DriverException refusal = Objects.requireNonNull(gate.refusal());
        assertThat(refusal.kind()).isEqualTo(kind);
        assertThat(refusal.execution()).isEqualTo(Execution.NOT_EXECUTED);
        assertThat(refusal).hasMessageContaining("what happened");
        gate.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"UNREACHABLE", "ACCESS_DENIED"})
    @DisplayName("stays open where an additional connection is refused while others stand")
    void additionalConnectionRefused(Kind kind) {
        client.connections.set(1);
        Gate gate = gate(quick());

        gate.failed(failure(kind), call());

        assertThat(gate.open()).isTrue();
        assertThat(client.renewals).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"TIMEOUT", "CONNECTION_LOST", "PROTOCOL"})
    @DisplayName("shuts after so many calls in a row without a reply")
    void noReplies(Kind kind) {
        client.down = failure(Kind.TIMEOUT);
        Gate gate = gate(quick());

        for (int i = 1; i < BreakerSettings.defaults().consecutiveFailures(); i++) {
            gate.failed(failure(kind), call());
            assertThat(gate.open()).isTrue();
        }
        gate.failed(failure(kind), call());

        assertThat(gate.open()).isFalse();
        gate.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"OVERLOADED", "INTERRUPTED", "CLOSED"})
    @DisplayName("stays open for what is not the server's fault")
    void callersFault(Kind kind) {
        Gate gate = gate(quick());
        for (int i = 0; i < 1_000; i++) {
            gate.failed(failure(kind), call());
        }

        assertThat(gate.open()).isTrue();
    }

    @Test
    @DisplayName("stays open for callers who give the server too little time")
    void impatientCallers() {
        Gate gate = gate(quick());
        Call hasty = Call.of(CallOptions.within(Duration.ofMillis(49)), System::nanoTime);
        for (int i = 0; i < 1_000; i++) {
            gate.failed(failure(Kind.TIMEOUT), hasty);
        }

        assertThat(gate.open()).isTrue();
    }

    @Test
    @DisplayName("opens when an attempt in the background succeeds, and says each of it once")
    void opensAgain() {
        client.down = failure(Kind.UNREACHABLE);
        Gate gate = gate(quick());
        gate.failed(failure(Kind.UNREACHABLE), call());
        gate.failed(failure(Kind.UNREACHABLE), call());
        await(() -> client.renewals.get() >= 3);

        client.down = null;

        await(gate::open);
        await(() -> events.contains(new ConnectionEvent.BreakerClosed(ScriptedClient.NODE)));
        assertThat(events)
                .filteredOn(ConnectionEvent.BreakerOpened.class::isInstance)
                .hasSize(1);
        assertThat(events)
                .filteredOn(ConnectionEvent.Reconnecting.class::isInstance)
                .hasSize(client.renewals.get())
                .extracting(event -> ((ConnectionEvent.Reconnecting) event).attempt())
                .startsWith(1, 2, 3)
                .isSorted();
        // It is told after the next attempt was planned, and that may be the one that succeeds.
        await(() -> down.get() == client.renewals.get());
    }

    @Test
    @DisplayName("says that access was denied also after attempts that took too long")
    void deniedAndSlow() {
        client.down = failure(Kind.ACCESS_DENIED);
        Gate gate = gate(quick());
        gate.failed(failure(Kind.ACCESS_DENIED), call());
        await(() -> client.renewals.get() >= 1);

        client.down = failure(Kind.TIMEOUT);
        int before = client.renewals.get();
        await(() -> client.renewals.get() >= before + 3);
        assertThat(Objects.requireNonNull(gate.refusal()).kind()).isEqualTo(Kind.ACCESS_DENIED);

        client.down = failure(Kind.UNREACHABLE);
        await(() -> Objects.requireNonNull(gate.refusal()).kind() == Kind.UNREACHABLE);
        gate.close();
    }

    @Test
    @DisplayName("begins with short delays, however many calls failed before it was shut")
    void manyFailures() {
        client.down = failure(Kind.UNREACHABLE);
        Gate gate = gate(new ReconnectSettings(MOMENT, AGES, AGES, ReconnectSettings.UNLIMITED));
        for (int i = 0; i < 1_000; i++) {
            gate.failed(failure(Kind.UNREACHABLE), call());
        }

        await(() -> delays().size() >= 2);
        assertThat(delays().get(0)).isLessThanOrEqualTo(MOMENT.multipliedBy(3));
        assertThat(delays().get(1)).isLessThanOrEqualTo(delays().get(0).multipliedBy(3));
        gate.close();
    }

    @Test
    @DisplayName("tells that it is shut and open in the order in which it was, also if it is shut again at once")
    void order() throws Exception {
        Gate gate = gate(quick());
        try (HoldingAppender log = HoldingAppender.at("answers again")) {
            gate.failed(failure(Kind.UNREACHABLE), call());
            log.awaitArrival();
            assertThat(gate.open()).isTrue();
            OtherThread late = OtherThread.waitingIn(() -> gate.failed(failure(Kind.UNREACHABLE), call()));
            log.letGo();
            late.join();
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
    void hurries() {
        client.down = failure(Kind.UNREACHABLE);
        Gate gate = gate(new ReconnectSettings(AGES, AGES, Duration.ofMillis(20), ReconnectSettings.UNLIMITED));
        gate.failed(failure(Kind.UNREACHABLE), call());

        await(() -> {
            gate.refusal();
            return client.renewals.get() >= 3;
        });
        gate.close();
    }

    @Test
    @DisplayName("waits for its time while nobody calls")
    void waits() {
        client.down = failure(Kind.UNREACHABLE);
        Gate gate = gate(new ReconnectSettings(AGES, AGES, Duration.ofMillis(1), ReconnectSettings.UNLIMITED));
        gate.failed(failure(Kind.UNREACHABLE), call());

        letBackgroundRun();

        assertThat(client.renewals.get()).isZero();
        gate.close();
    }

    @Test
    @DisplayName("gives up after so many attempts, if told so, and stays shut")
    void givesUp() {
        client.down = failure(Kind.UNREACHABLE);
        Gate gate = gate(quick().giveUpAfter(3));
        gate.failed(failure(Kind.UNREACHABLE), call());
        await(() -> events.contains(new ConnectionEvent.GaveUp(ScriptedClient.NODE, 3)));

        client.down = null;
        gate.refusal();
        letBackgroundRun();

        assertThat(gate.open()).isFalse();
        assertThat(client.renewals.get()).isEqualTo(3);
    }

    @Test
    @DisplayName("tries no more once it is closed, also if that happens during an attempt")
    void closed() {
        client.down = failure(Kind.UNREACHABLE);
        client.held = new CountDownLatch(1);
        Gate gate = gate(quick());
        gate.failed(failure(Kind.UNREACHABLE), call());
        await(() -> client.renewals.get() == 1);
        gate.close();
        client.held.countDown();

        letBackgroundRun();

        assertThat(client.renewals.get()).isEqualTo(1);
    }

    /** Waits until that which was planned for now or soon has been done, by the clock that it was planned by. */
    private void letBackgroundRun() {
        CountDownLatch later = new CountDownLatch(1);
        Objects.requireNonNull(surroundings).background().after(MOMENT.multipliedBy(10), later::countDown);
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

    private Gate gate(ReconnectSettings reconnect) {
        RedisSettings settings = RedisSettings.builder()
                .reconnect(reconnect)
                .listener(events::add)
                .build();
        surroundings = Surroundings.of(settings, System::nanoTime);
        return new Gate(client, surroundings, down::incrementAndGet);
    }

    private static ReconnectSettings quick() {
        return new ReconnectSettings(MOMENT, MOMENT, MOMENT, ReconnectSettings.UNLIMITED);
    }

    private static Call call() {
        return Call.of(CallOptions.within(Duration.ofSeconds(1)), System::nanoTime);
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
