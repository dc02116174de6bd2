package io.redoubt.tck.ratelimit;

import io.redoubt.api.ratelimit.RateLimit;
import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.tck.Crowd;
import io.redoubt.tck.ratelimit.AdmissionHistory.Admission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Threads that ask one limit as fast as they can, and remember what was admitted.
 *
 * <p>Times are those of {@link System#nanoTime()}, which on one machine is one clock for all processes.
 */
public final class RateLimitLoad {

    private static final int REJECTIONS = 20;

    private RateLimitLoad() {}

    /** Asks for a while, on so many threads, each with a limiter of the supplier's. */
    public static List<Admission> during(
            Duration howLong, Supplier<RateLimiter> limiters, RateLimit limit, int threads) {
        return run(limiters, limit, threads, Integer.MAX_VALUE, howLong);
    }

    /** Asks until each thread was rejected often enough to believe that the window is full. */
    public static List<Admission> untilFull(Supplier<RateLimiter> limiters, RateLimit limit, int threads) {
        return run(limiters, limit, threads, REJECTIONS, Duration.ofMinutes(1));
    }

    private static List<Admission> run(
            Supplier<RateLimiter> limiters, RateLimit limit, int threads, int rejections, Duration howLong) {
        try (Crowd crowd = Crowd.of(threads)) {
            List<Future<List<Admission>>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                RateLimiter limiter = limiters.get();
                running.add(crowd.join(() -> ask(limiter, limit, rejections, System.nanoTime() + howLong.toNanos())));
            }
            List<Admission> all = new ArrayList<>();
            running.forEach(each -> all.addAll(Crowd.result(each, howLong.plusMinutes(1))));
            return all;
        }
    }

    private static List<Admission> ask(RateLimiter limiter, RateLimit limit, int rejections, long end) {
        List<Admission> admitted = new ArrayList<>();
        int rejected = 0;
        for (long called = System.nanoTime(); called - end < 0 && rejected < rejections; called = System.nanoTime()) {
            if (limiter.acquire(limit).allowed()) {
                admitted.add(new Admission(called, System.nanoTime(), limit.cost()));
            } else {
                rejected++;
            }
        }
        return admitted;
    }
}
