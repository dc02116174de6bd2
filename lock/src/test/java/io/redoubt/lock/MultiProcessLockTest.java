package io.redoubt.lock;

import static io.redoubt.lock.Backends.PATIENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.tck.backend.BackendAddress;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.lock.LockAcquisition;
import io.redoubt.tck.lock.LockContender;
import io.redoubt.tck.lock.LockHistory;
import io.redoubt.test.process.ChildJvm;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Contention test with sixteen clients in two processes, one process per driver, and three locks. One process is
 * repeatedly paused for longer than the leases; at the end the other is killed while it holds locks.
 */
@DisplayName("Locks of several processes")
final class MultiProcessLockTest {

    private static final Duration PAUSE = LockContender.MAX_LEASE.plusMillis(150);
    private static final Duration BETWEEN_PAUSES = Duration.ofMillis(400);

    @Test
    @DisplayName("have one holder at a time and growing tokens, and are free soon after a holder was killed")
    void brief() throws Exception {
        contend(Duration.ofSeconds(2), 40);
    }

    @Test
    @Tag("slow")
    @DisplayName("have one holder at a time and growing tokens, for two minutes")
    void lengthy() throws Exception {
        contend(Duration.ofMinutes(2), 1_000);
    }

    /**
     * Runs for at least this time, and until there were enough acquisitions and at least one client kept a lock
     * too long.
     */
    private static void contend(Duration minDuration, int acquisitions) throws Exception {
        LockHistory history = new LockHistory();
        try (RedisBackend backend = Backends.LETTUCE.backend();
                ChildJvm paused = start(backend.address());
                ChildJvm killed = start(backend.address().through(Backends.JEDIS.provider()))) {
            awaitReady(paused);
            awaitReady(killed);
            Thread ofPaused = reader(paused, history);
            Thread ofKilled = reader(killed, history);
            long begin = System.nanoTime();
            long maxNanos = minDuration.plusMinutes(1).toNanos();
            int pauses = 0;
            boolean enough = false;
            while (!enough && System.nanoTime() - begin < maxNanos) {
                LockSupport.parkNanos(BETWEEN_PAUSES.toNanos());
                paused.suspend();
                LockSupport.parkNanos(PAUSE.toNanos());
                paused.resume();
                pauses++;
                enough = System.nanoTime() - begin >= minDuration.toNanos()
                        && history.size() >= acquisitions
                        && history.overdue() > 0;
            }
            paused.send("stop");
            ofPaused.join(PATIENT.toMillis());
            assertThat(paused.awaitExit(PATIENT.toSeconds())).isZero();
            killed.kill();
            mustBeFreeSoon(backend);
            ofKilled.join(PATIENT.toMillis());
            history.mustBeClean();
            assertThat(history.size()).isGreaterThanOrEqualTo(acquisitions);
            assertThat(history.overdue()).isGreaterThan(0);
            System.out.printf(
                    "locks of 2 processes: %d acquisitions, %d overdue, %d pauses, clean%n",
                    history.size(), history.overdue(), pauses);
        }
    }

    /** No process renews a lease any more, so the server's time to live is the remaining time of the lock. */
    private static void mustBeFreeSoon(RedisBackend backend) {
        for (String name : LockContentionProcess.NAMES) {
            assertThat(Long.parseLong(backend.raw("PTTL", backend.prefix() + "lock:{" + name + "}:held")))
                    .isLessThanOrEqualTo(LockContender.MAX_LEASE.toMillis());
        }
        try (LockProviderFactory locks = LockProviderFactory.redis(
                backend.driver(), PATIENT, backend.prefix(), AsyncSettings.defaults(), System::nanoTime)) {
            for (String name : LockContentionProcess.NAMES) {
                LockHandle lock = locks.provider()
                        .acquire(name, LockOptions.lease(Duration.ofMinutes(1)).waitUpTo(PATIENT));
                assertThat(lock.isValid()).isTrue();
            }
        }
    }

    private static ChildJvm start(BackendAddress address) {
        return ChildJvm.start(LockContentionProcess.class, address.toArguments().toArray(String[]::new));
    }

    private static void awaitReady(ChildJvm child) {
        String line = child.line();
        while (!line.equals("ready")) {
            line = child.line(); // the line belongs to the log
        }
    }

    private static Thread reader(ChildJvm child, LockHistory history) {
        Thread reader = new Thread(
                () -> {
                    try {
                        for (String line = child.line(); !line.equals("done"); line = child.line()) {
                            // The log goes to the same stream.
                            if (line.startsWith("A ")) {
                                history.record(LockAcquisition.parse(line.substring(2)));
                            }
                        }
                    } catch (IllegalStateException | IllegalArgumentException | java.io.UncheckedIOException ended) {
                        // The process was killed, possibly in the middle of a line.
                    }
                },
                "history-of-" + child.pid());
        reader.setDaemon(true);
        reader.start();
        return reader;
    }
}
