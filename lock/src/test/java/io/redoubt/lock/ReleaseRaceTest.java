package io.redoubt.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.lock.LockRelease;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.test.server.RawRedis;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Race test of a release against a concurrent renewal, in both orders, on the driver that shares one connection
 * and on the driver that does not.
 */
@DisplayName("A renewal under way")
final class ReleaseRaceTest {

    private static final long STEP_NANOS = 20_000;

    @Test
    @DisplayName("does not bring a released lock back, in 2,000 races")
    void brief() throws Exception {
        try (RedisBackend lettuce = Backends.LETTUCE.backend()) {
            race(lettuce, 1_000);
        }
        try (RedisBackend jedis = Backends.JEDIS.backend()) {
            race(jedis, 1_000);
        }
    }

    @Test
    @Tag("slow")
    @DisplayName("does not bring a released lock back, in 20,000 races")
    void lengthy() throws Exception {
        try (RedisBackend lettuce = Backends.LETTUCE.backend()) {
            race(lettuce, 10_000);
        }
        try (RedisBackend jedis = Backends.JEDIS.backend()) {
            race(jedis, 10_000);
        }
    }

    private static void race(RedisBackend backend, int races) throws Exception {
        RedisLockStore store = Backends.lockStore(backend.driver(), backend.prefix(), System::nanoTime);
        LockProviderFactory locks = LockProviderFactory.on(store, System::nanoTime);
        ExecutorService renewing = Executors.newSingleThreadExecutor();
        int renewedFirst = 0;
        int releasedFirst = 0;
        // Head start of the renewal, for an extension and for the watchdog. It grows after the renewal came too
        // late and shrinks after it was in time, so that both orders occur whatever the load of the machine.
        long[] leads = new long[2];
        try (RawRedis raw = backend.master("a")) {
            String key = new String(store.lockKey("a"), java.nio.charset.StandardCharsets.UTF_8);
            for (int i = 0; i < races; i++) {
                HeldLock lock = (HeldLock) locks.provider().acquire("a", LockOptions.lease(Duration.ofSeconds(30)));
                boolean byWatchdog = i % 2 == 0;
                long lead = leads[i % 2];
                RenewalRequest renewal = new RenewalRequest(lock.ownership(), 60_000);
                Future<Boolean> renewed = renewing.submit(() -> {
                    LockSupport.parkNanos(-lead);
                    return byWatchdog
                            ? store.renewAll(List.of(renewal), Backends.PATIENT).get(0) == RenewOrReleaseOutcome.DONE
                            : lock.extend(Duration.ofSeconds(60));
                });
                LockSupport.parkNanos(lead);
                assertThat(lock.release()).isEqualTo(LockRelease.RELEASED);
                if (renewed.get()) {
                    renewedFirst++;
                    leads[i % 2] -= STEP_NANOS;
                } else {
                    releasedFirst++;
                    leads[i % 2] += STEP_NANOS;
                }
                assertThat(lock.isValid()).isFalse();
                assertThat(raw.number("PTTL", key)).as("race %d", i).isEqualTo(-2);
            }
        } finally {
            renewing.shutdownNow();
            locks.close();
        }
        System.out.printf(
                "release against renewal on %s: %d renewed first, %d released first%n",
                backend.driver().getClass().getSimpleName(), renewedFirst, releasedFirst);
        assertThat(renewedFirst).isGreaterThan(races / 100);
        assertThat(releasedFirst).isGreaterThan(races / 100);
    }
}
