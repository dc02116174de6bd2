package io.redoubt.benchmarks.session;

import io.redoubt.Redoubt;
import io.redoubt.RedoubtSettings;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.SessionStatistics;
import io.redoubt.api.session.SessionStore;
import io.redoubt.benchmarks.ServerAddress;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Program that creates many sessions on a server that it starts, and prints what they, the statistics and the search
 * for expired sessions cost.
 */
public final class SessionScaleBenchmark {

    private static final int THREADS = 16;
    private static final int SESSIONS_OF_A_USER = 5;
    private static final int SESSIONS_A_ROUND = 1_000_000;
    private static final int STATISTICS = 20;
    private static final Duration QUIET = Duration.ofMinutes(1);
    private static final Duration SHORT_TTL = Duration.ofSeconds(5);
    private static final int SHORT_LIVED = 100_000;

    private SessionScaleBenchmark() {}

    /** Argument: how many million sessions. */
    public static void main(String[] arguments) throws InterruptedException {
        int sessions = Integer.parseInt(arguments[0]) * SESSIONS_A_ROUND;
        try (RedisServer redis = RedisServers.start(ServerOptions.defaults())) {
            ServerAddress address = new ServerAddress(redis.host(), redis.port());
            try (ServerCosts costs = ServerCosts.of(address)) {
                try (Redoubt redoubt = open(address, Duration.ofHours(10))) {
                    living(redoubt.sessions(), costs, sessions);
                }
                costs.empty();
                try (Redoubt redoubt = open(address, SHORT_TTL)) {
                    expiring(redoubt.sessions(), costs);
                }
            }
        }
    }

    private static Redoubt open(ServerAddress address, Duration ttl) {
        return Redoubt.connect(RedoubtSettings.builder()
                .url(address.url())
                .redis(redis -> redis.commandTimeout(Duration.ofSeconds(30)))
                .sessionTtl(ttl)
                .build());
    }

    private static void living(SessionStore store, ServerCosts costs, int sessions) throws InterruptedException {
        ServerCosts.Reading before = costs.read();
        long begin = System.nanoTime();
        create(store, sessions);
        double seconds = (System.nanoTime() - begin) / 1e9;
        ServerCosts.Reading created = costs.read().since(before);
        System.out.printf(
                "%,d sessions of %,d users by %d threads: %,.0f/s, server %.1f us and %,d bytes a session%n",
                sessions,
                sessions / SESSIONS_OF_A_USER,
                THREADS,
                sessions / seconds,
                created.cpuMicros() / sessions,
                created.bytes() / sessions);
        ServerCosts.Reading beforeStatistics = costs.read();
        begin = System.nanoTime();
        SessionStatistics statistics = store.statistics();
        for (int i = 1; i < STATISTICS; i++) {
            statistics = store.statistics();
        }
        System.out.printf(
                "statistics: %.1f ms, server %.0f us: %s%n",
                (System.nanoTime() - begin) / 1e6 / STATISTICS,
                costs.read().since(beforeStatistics).cpuMicros() / STATISTICS,
                statistics);
        ServerCosts.Reading beforeQuiet = costs.read();
        Thread.sleep(QUIET.toMillis());
        System.out.printf(
                "a minute without use, with the search for expired sessions: server %.1f ms%n",
                costs.read().since(beforeQuiet).cpuMicros() / 1_000);
    }

    private static void expiring(SessionStore store, ServerCosts costs) throws InterruptedException {
        create(store, SHORT_LIVED);
        ServerCosts.Reading before = costs.read();
        long begin = System.nanoTime();
        while (store.statistics().active() > 0) {
            Thread.sleep(1_000);
        }
        System.out.printf(
                "%,d sessions expire: gone from the indexes %.0f s after the last was created, server %.1f us each, with"
                        + " a look at the statistics every second%n",
                SHORT_LIVED,
                (System.nanoTime() - begin) / 1e9,
                costs.read().since(before).cpuMicros() / SHORT_LIVED);
    }

    private static void create(SessionStore store, int sessions) throws InterruptedException {
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            all.add(executor.submit(() -> {
                int number = next.getAndIncrement();
                while (number < sessions) {
                    store.create(NewSession.of("user-" + number / SESSIONS_OF_A_USER)
                            .metadata("ip", "192.0.2.7")
                            .attribute("cart", SessionsUnderTest.CART));
                    number = next.getAndIncrement();
                }
            }));
        }
        try {
            for (Future<?> each : all) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a session could not be created", e);
        } finally {
            executor.shutdownNow();
        }
    }
}
