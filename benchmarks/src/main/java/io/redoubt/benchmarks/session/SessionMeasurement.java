package io.redoubt.benchmarks.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Figures of one candidate in one round.
 *
 * @param createsPerSecond sessions created per second by one thread
 * @param createMicros processor time of the server for the creation of a session, in microseconds
 * @param bytes memory of the server for a session
 * @param useMicros processor time of the server for a use, in microseconds
 * @param usesPerSecond uses per second by one thread
 * @param usesPerSecondByMany uses per second by {@value #MANY} threads
 */
record SessionMeasurement(
        double createsPerSecond,
        double createMicros,
        double bytes,
        double useMicros,
        double usesPerSecond,
        double usesPerSecondByMany) {

    static final int MANY = 64;

    private static final int SESSIONS = 20_000;
    private static final int WARM_UP = 2_000;
    private static final Duration USE_TIME = Duration.ofSeconds(4);

    static SessionMeasurement of(SessionsUnderTest sessions, ServerCosts server) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < WARM_UP; i++) {
            sessions.use(sessions.create("warm-" + i));
        }
        server.empty();
        ServerCosts.Reading before = server.read();
        long begin = System.nanoTime();
        for (int i = 0; i < SESSIONS; i++) {
            ids.add(sessions.create("user-" + i));
        }
        double createSeconds = (System.nanoTime() - begin) / 1e9;
        ServerCosts.Reading created = server.read().since(before);
        uses(sessions, ids, MANY, USE_TIME.dividedBy(4));
        ServerCosts.Reading beforeUses = server.read();
        long uses = uses(sessions, ids, 1, USE_TIME);
        double useMicros = server.read().since(beforeUses).cpuMicros() / uses;
        long usesByMany = uses(sessions, ids, MANY, USE_TIME);
        return new SessionMeasurement(
                SESSIONS / createSeconds,
                created.cpuMicros() / SESSIONS,
                (double) created.bytes() / SESSIONS,
                useMicros,
                (double) uses / USE_TIME.toSeconds(),
                (double) usesByMany / USE_TIME.toSeconds());
    }

    /** Has threads use sessions for a time. Returns how often they did. */
    private static long uses(SessionsUnderTest sessions, List<String> ids, int threads, Duration time) {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        CountDownLatch ready = new CountDownLatch(threads);
        List<Future<Long>> counts = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int first = i * (ids.size() / threads);
            counts.add(executor.submit(() -> {
                ready.countDown();
                ready.await();
                long end = System.nanoTime() + time.toNanos();
                long uses = 0;
                while (System.nanoTime() < end) {
                    sessions.use(ids.get((int) ((first + uses) % ids.size())));
                    uses++;
                }
                return uses;
            }));
        }
        try {
            long sum = 0;
            for (Future<Long> each : counts) {
                sum += each.get();
            }
            return sum;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the measurement failed", e);
        } finally {
            executor.shutdownNow();
        }
    }
}
