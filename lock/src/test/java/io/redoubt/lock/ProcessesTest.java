package io.redoubt.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.tck.backend.BackendAddress;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.lock.Acquisition;
import io.redoubt.tck.lock.Contention;
import io.redoubt.tck.lock.LockHistory;
import io.redoubt.tck.process.ChildJvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Sixteen clients in two processes, one on each driver, fight for three locks. One process is paused for longer than the
 * leases, again and again; in the end the other one is killed while it holds what it holds.
 */
@DisplayName("Locks of several processes")
final class ProcessesTest {

    private static final Duration PAUSE = Contention.MOST_LEASE.plusMillis(150);

    @Test
    @DisplayName("have one holder at a time and growing tokens, and are free soon after a holder was killed")
    void brief() throws Exception {
        fight(Duration.ofSeconds(4));
    }

    @Test
    @Tag("slow")
    @DisplayName("have one holder at a time and growing tokens, for two minutes")
    void lengthy() throws Exception {
        fight(Duration.ofMinutes(2));
    }

    private static void fight(Duration length) throws Exception {
        LockHistory history = new LockHistory();
        try (RedisBackend backend = Backends.LETTUCE.backend();
                ChildJvm paused = start(backend.address(), length);
                ChildJvm killed = start(backend.address().through(Backends.JEDIS.provider()), length.plusMinutes(1))) {
            awaitReady(paused);
            awaitReady(killed);
            Thread ofPaused = reader(paused, history);
            Thread ofKilled = reader(killed, history);
            long end = System.nanoTime() + length.toNanos();
            int pauses = 0;
            while (System.nanoTime() - end < 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(400));
                signal("STOP", paused);
                LockSupport.parkNanos(PAUSE.toNanos());
                signal("CONT", paused);
                pauses++;
            }
            ofPaused.join(TimeUnit.SECONDS.toMillis(30));
            assertThat(paused.awaitExit(30)).isZero();
            Locks locks = Locks.redis(backend.driver(), Duration.ofSeconds(5), backend.prefix(), System::nanoTime);
            try {
                locks.provider().forceRelease("warm");
                killed.kill();
                long dead = System.nanoTime();
                for (String name : LockProcess.NAMES) {
                    LockHandle lock = locks.provider()
                            .acquire(
                                    name,
                                    LockOptions.lease(Duration.ofSeconds(10)).waitUpTo(Duration.ofSeconds(10)));
                    assertThat(Duration.ofNanos(System.nanoTime() - dead))
                            .as("time until %s was free again", name)
                            .isLessThan(Contention.MOST_LEASE.plusSeconds(1));
                    assertThat(lock.isValid()).isTrue();
                }
            } finally {
                locks.close();
            }
            ofKilled.join(TimeUnit.SECONDS.toMillis(10));
            history.mustBeClean();
            assertThat(history.size()).isGreaterThan(pauses * 10);
            assertThat(history.overdue()).isGreaterThan(0);
            System.out.printf(
                    "locks of 2 processes: %d acquisitions, %d overdue, %d pauses, clean%n",
                    history.size(), history.overdue(), pauses);
        }
    }

    private static ChildJvm start(BackendAddress address, Duration length) {
        List<String> arguments = new ArrayList<>(address.words());
        arguments.add(Long.toString(length.toMillis()));
        return ChildJvm.start(LockProcess.class, arguments.toArray(String[]::new));
    }

    private static void awaitReady(ChildJvm child) {
        String line = child.line();
        while (!line.equals("ready")) {
            line = child.line(); // the log
        }
    }

    private static Thread reader(ChildJvm child, LockHistory history) {
        Thread reader = new Thread(
                () -> {
                    try {
                        for (String line = child.line(); !line.equals("done"); line = child.line()) {
                            // The log goes there too.
                            if (line.startsWith("A ")) {
                                history.record(Acquisition.parse(line.substring(2)));
                            }
                        }
                    } catch (IllegalStateException | IllegalArgumentException | java.io.UncheckedIOException ended) {
                        // It was killed, perhaps in the middle of a line.
                    }
                },
                "history-of-" + child.pid());
        reader.setDaemon(true);
        reader.start();
        return reader;
    }

    private static void signal(String signal, ChildJvm child) throws Exception {
        Process kill = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + child.pid()).start();
        assertThat(kill.waitFor()).isZero();
    }
}
