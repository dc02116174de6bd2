package io.redoubt.tck.ratelimit;

import io.redoubt.api.ratelimit.Decision;
import io.redoubt.api.ratelimit.RateLimitRequest;
import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.tck.ConcurrentCalls;
import io.redoubt.tck.ratelimit.AdmissionHistory.Admission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Load generator whose threads call a rate limiter as fast as possible and record the admitted calls.
 *
 * <p>Times are those of {@link System#nanoTime()}, which on one machine is one clock for all processes.
 */
public final class RateLimitLoad {

    private static final int REJECTIONS = 20;
    private static final Duration PATIENT = Duration.ofMinutes(1);

    private RateLimitLoad() {}

    /**
     * Asks for a while, and until so many calls were admitted, on so many threads, each with a limiter of the
     * supplier's.
     */
    public static List<Admission> during(
            Duration howLong, int admissions, Supplier<RateLimiter> limiters, RateLimitRequest limit, int threads) {
        AtomicInteger admitted = new AtomicInteger();
        return run(limiters, threads, howLong.plus(PATIENT), limiter -> {
            List<Admission> own = new ArrayList<>();
            long begin = System.nanoTime();
            long called = begin;
            while ((called - begin < howLong.toNanos() || admitted.get() < admissions) && !isGivenUp()) {
                if (limiter.tryAcquire(limit).allowed()) {
                    own.add(new Admission(called, System.nanoTime(), limit.cost()));
                    admitted.incrementAndGet();
                }
                called = System.nanoTime();
            }
            return own;
        });
    }

    /** Asks until the store has rejected each thread often enough to believe that the window is full. */
    public static List<Admission> untilFull(Supplier<RateLimiter> limiters, RateLimitRequest limit, int threads) {
        return run(limiters, threads, PATIENT, limiter -> {
            List<Admission> own = new ArrayList<>();
            int rejected = 0;
            while (rejected < REJECTIONS && !isGivenUp()) {
                long called = System.nanoTime();
                Decision decision = limiter.tryAcquire(limit);
                if (decision.allowed()) {
                    own.add(new Admission(called, System.nanoTime(), limit.cost()));
                } else if (decision.source() == Decision.Source.STORE) {
                    rejected++;
                }
            }
            return own;
        });
    }

    private static boolean isGivenUp() {
        return Thread.currentThread().isInterrupted();
    }

    private static List<Admission> run(
            Supplier<RateLimiter> limiters,
            int threads,
            Duration atMost,
            Function<RateLimiter, List<Admission>> asking) {
        try (ConcurrentCalls callers = ConcurrentCalls.of(threads)) {
            List<Future<List<Admission>>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                RateLimiter limiter = limiters.get();
                running.add(callers.join(() -> asking.apply(limiter)));
            }
            List<Admission> all = new ArrayList<>();
            running.forEach(each -> all.addAll(ConcurrentCalls.result(each, atMost)));
            return all;
        }
    }
}
