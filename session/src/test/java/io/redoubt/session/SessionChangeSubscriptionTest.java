package io.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.redis.core.driver.TrackingListener;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.ThreadLeaks;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Asking for the changes of sessions")
final class SessionChangeSubscriptionTest {

    private final Invariant.Snapshot threads = ThreadLeaks.none().snapshot();
    private final TrackedDriver driver = new TrackedDriver();

    @AfterEach
    void after() {
        threads.verify();
    }

    private SessionChangeSubscription subscription() {
        return new SessionChangeSubscription(
                driver.driver(), SessionKeys.utf8("session:{"), Backends.TIMEOUT, new TrackingListener() {
                    @Override
                    public void onInvalidate(List<byte[]> keys) {}

                    @Override
                    public void onGap() {}
                });
    }

    @Test
    @DisplayName("uses no thread before the start, and none once the server agrees")
    void thread() {
        try (SessionChangeSubscription changes = subscription()) {
            assertThat(changes.isActive()).isFalse();
            assertThat(changes.state()).isEqualTo(State.CONNECTING);
            assertThat(driver.attempts()).isZero();
            changes.start();
            changes.start();
            Awaitility.await().atMost(Backends.TIMEOUT).until(changes::isActive);
            assertThat(driver.attempts()).isEqualTo(1);
            assertThat(changes.state()).isEqualTo(State.ACTIVE);
        }
        assertThat(driver.closed()).isEqualTo(1);
    }

    @Test
    @DisplayName("goes on after an Error, and after a failure")
    void goesOn() {
        driver.fail(new NoClassDefFoundError("thrown by a test"));
        driver.fail(DriverException.notExecuted(Kind.UNREACHABLE, "down", null));
        SessionChangeSubscription changes = subscription();
        try (changes) {
            changes.start();
            Awaitility.await().atMost(Backends.TIMEOUT).until(changes::isActive);
        }
        assertThat(driver.attempts()).isEqualTo(3);
        assertThat(changes.isActive()).isFalse();
        assertThat(changes.state()).isEqualTo(State.OFF);
        assertThat(changes.reason()).contains("closed");
    }

    @Test
    @DisplayName("says why a server refuses, and that a connection was lost")
    void reasons() {
        driver.fail(DriverException.notExecuted(Kind.ACCESS_DENIED, "no right to call CLIENT", null));
        try (SessionChangeSubscription changes = subscription()) {
            changes.start();
            Awaitility.await().atMost(Backends.TIMEOUT).until(() -> changes.state() == State.REFUSED);
            assertThat(changes.reason()).isEqualTo("no right to call CLIENT");
            assertThat(changes.sinceHeartbeat()).isEmpty();
        }
        try (SessionChangeSubscription changes = subscription()) {
            changes.start();
            Awaitility.await().atMost(Backends.TIMEOUT).until(changes::isActive);
            driver.setArmed(false);
            assertThat(changes.isActive()).isFalse();
            assertThat(changes.state()).isEqualTo(State.CONNECTING);
            assertThat(changes.reason()).contains("was lost");
        }
    }

    @Test
    @DisplayName("closes what it was given while it was being closed")
    void closedMeanwhile() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        AtomicBoolean mayAnswer = new AtomicBoolean();
        driver.beforeAnswer(() -> {
            asked.countDown();
            while (!mayAnswer.get()) {
                LockSupport.parkNanos(1_000_000); // also while interrupted
            }
        });
        SessionChangeSubscription changes = subscription();
        try {
            changes.start();
            assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
            changes.close(); // waits for the thread for two seconds, and leaves it then
        } finally {
            mayAnswer.set(true);
        }
        Awaitility.await()
                .atMost(Backends.TIMEOUT)
                .untilAsserted(() -> assertThat(driver.closed()).isEqualTo(1));
        assertThat(changes.isActive()).isFalse();
    }
}
