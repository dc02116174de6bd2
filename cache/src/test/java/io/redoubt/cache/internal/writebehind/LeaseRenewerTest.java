package io.redoubt.cache.internal.writebehind;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.core.embedded.StateMemoryBudget;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Tests of lease renewal on an embedded store whose clock stands still, so that no lease expires by itself on a
 * slow machine.
 */
@DisplayName("The leases of shards")
final class LeaseRenewerTest {

    private static final String TOKEN = "token";

    private final AtomicIntegerArray renewals = new AtomicIntegerArray(2);
    private final AtomicInteger errors = new AtomicInteger();
    private final EmbeddedPendingWriteStore store = new EmbeddedPendingWriteStore(
            "things", 2, new MicrosecondClock(() -> 0L, Instant.EPOCH), StateMemoryBudget.of(1 << 20));
    private final PendingWriteStore countingStore = (PendingWriteStore) Proxy.newProxyInstance(
            PendingWriteStore.class.getClassLoader(),
            new Class<?>[] {PendingWriteStore.class},
            (proxy, method, arguments) -> {
                if (method.getName().equals("renew") && arguments[0].equals(0) && errors.getAndDecrement() > 0) {
                    throw new NoClassDefFoundError("planted");
                }
                Object result = method.invoke(store, arguments);
                if (method.getName().equals("renew") && Boolean.TRUE.equals(result)) {
                    renewals.incrementAndGet((int) arguments[0]);
                }
                return result;
            });

    @BeforeEach
    void takeBoth() {
        for (int shard = 0; shard < 2; shard++) {
            store.enqueue(new ShardedKey(shard, "a"), new byte[0], 1);
            assertThat(store.poll(shard, TOKEN, Duration.ofMinutes(1), 1)).isInstanceOf(PollResult.Batch.class);
        }
    }

    private static void await(BooleanSupplier condition) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(30))
                .until(condition::getAsBoolean);
    }

    @Test
    @DisplayName("are renewed again and again while a writer runs, and no more when it has ended")
    void renewsWhileRunning() {
        try (LeaseRenewer renewer = new LeaseRenewer(countingStore, "profiles", Duration.ofMillis(6))) {
            renewer.writerStarted(0, TOKEN);
            await(() -> renewals.get(0) >= 3);
            renewer.writerEnded(0);
            int before = renewals.get(0);
            renewer.writerStarted(1, TOKEN);
            await(() -> renewals.get(1) >= 3);
            // One renewal may have been in progress.
            assertThat(renewals.get(0)).isBetween(before, before + 1);
        }
    }

    @Test
    @DisplayName("are renewed for twenty times their length and no longer: the writer may never return")
    void stopsAfterTwentyLeases() {
        try (LeaseRenewer renewer = new LeaseRenewer(countingStore, "profiles", Duration.ofMillis(3))) {
            renewer.writerStarted(0, TOKEN);
            await(() -> renewals.get(0) >= 60);
            renewer.writerStarted(1, TOKEN);
            await(() -> renewals.get(1) >= 3);
            assertThat(renewals.get(0)).isEqualTo(60);
        }
    }

    @Test
    @DisplayName("are renewed after any number of errors, and those of the other shards meanwhile")
    void errors() {
        errors.set(100);
        try (LeaseRenewer renewer = new LeaseRenewer(countingStore, "profiles", Duration.ofMillis(3))) {
            renewer.writerStarted(0, TOKEN);
            renewer.writerStarted(1, TOKEN);
            await(() -> renewals.get(1) >= 3);
            assertThat(renewals.get(0)).isZero();
            await(() -> renewals.get(0) >= 3);
            assertThat(errors.get()).isNegative();
        }
    }

    @Test
    @DisplayName("that were lost are not taken again")
    void lostLeaseIsNotTakenAgain() {
        store.release(0, TOKEN);
        try (LeaseRenewer renewer = new LeaseRenewer(countingStore, "profiles", Duration.ofMillis(3))) {
            renewer.writerStarted(0, TOKEN);
            renewer.writerStarted(1, TOKEN);
            await(() -> renewals.get(1) >= 3);
            assertThat(renewals.get(0)).isZero();
        }
        assertThat(store.poll(0, "another", Duration.ofMinutes(1), 1)).isInstanceOf(PollResult.Batch.class);
    }
}
