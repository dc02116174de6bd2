package io.redoubt.ratelimit;

import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.redis.core.KeyKind;
import io.redoubt.redis.core.KeyPrefix;
import io.redoubt.redis.core.KeySpace;
import io.redoubt.redis.core.SystemClock;
import io.redoubt.redis.core.async.AsyncExecutor;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.redis.core.embedded.StoreInterceptor;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Factory that creates a {@link RateLimiter} on Redis or in memory and owns the threads for asynchronous calls.
 * Thread-safe.
 *
 * <p><b>Changes at run time</b>, by code or by an override, apply from the next call on. A changed limit counts
 * what was admitted before: after it is lowered, nothing is admitted until enough no longer counts; a token bucket that
 * held more than its new capacity is empty. A changed sliding window counts what is still remembered: after it is
 * widened, admissions that had left the narrower window at the time of the last admission may be forgotten already;
 * after it is narrowed, admissions outside it no longer count. A sliding window that changes from at most 35 minutes to
 * more, or back, starts empty, since it is counted in other ticks, and so does every limit whose algorithm changes,
 * except between fixed and calendar windows. What a sliding-window counter had counted when its window changed counts
 * as admitted at the time of the last admission; a fixed or calendar window counts what was admitted since the window
 * of the last admission began. While processes with different settings run side by side, each applies its own settings
 * to the same admissions.
 *
 * <p><b>An override of a policy that is not used</b> is logged once at WARN: when policies have been used for a day,
 * or earlier when the limits are closed.
 *
 * <p><b>The server's clock</b>: if it steps back, time stands still for a limit until the clock has caught up, so
 * that nothing is admitted too early; if it steps forward, windows end earlier by the same amount.
 *
 * <p><b>When Redis is down</b>, cannot write or does not reply within the timeout, each policy decides by its
 * {@link io.redoubt.api.ratelimit.RateLimitPolicy.WhenUnavailable}, the decision is marked as a fallback, and a
 * caller that is rejected without counting is told to retry after one second. A cost above the limit is rejected in
 * every case. Where the outcome is unknown, the cost may have been taken, and is not given back.
 */
public final class RateLimiterFactory implements AutoCloseable {

    /** Largest number of windows that an embedded limiter counts at a time, one for each policy and subject. */
    public static final int MAX_EMBEDDED_WINDOWS = 100_000;

    private final RateLimiter limiter;
    private final UnusedOverrideDetector unusedOverrides;
    private final AsyncExecutor calls;
    private final Runnable onClose;

    /** Creates a factory whose policies decide what the stores cannot. */
    private RateLimiterFactory(
            RateLimitStore store,
            PermitStore permits,
            RateLimitSettings settings,
            EmbeddedStoreContext environment,
            Runnable onClose) {
        EmbeddedStoreContext local = new EmbeddedStoreContext(
                environment.clock(), environment.now(), StoreInterceptor.OPEN, environment.memory());
        EmbeddedRateLimitStore shares = new EmbeddedRateLimitStore(local, MAX_EMBEDDED_WINDOWS);
        EmbeddedPermitStore permitShares = new EmbeddedPermitStore(local);
        LongSupplier nanoTime = environment.clock();
        this.unusedOverrides = new UnusedOverrideDetector(settings.overrides().keySet(), nanoTime);
        this.calls = AsyncExecutor.create("redoubt-async-ratelimit", settings.async(), AsyncExecutor.CLOSE_TIMEOUT);
        this.limiter = new DefaultRateLimiter(
                new FallbackStage(store, shares, settings.processes()),
                new DefaultConcurrencyLimiter(permits, permitShares, settings, unusedOverrides, nanoTime),
                settings,
                unusedOverrides,
                calls);
        this.onClose = () -> {
            onClose.run();
            shares.clear();
            permitShares.clear();
        };
    }

    /**
     * Creates rate limits on Redis, shared by all processes.
     *
     * @param driver is not closed by the rate limits
     * @param timeout how long a call may take
     * @param nanoTime the monotonic clock for the call timeout and the rate of log lines; limits count by the
     *     server's clock
     */
    public static RateLimiterFactory redis(
            RedisDriver driver, Duration timeout, RateLimitSettings settings, LongSupplier nanoTime) {
        KeySpace space = new KeyPrefix(settings.keyPrefix()).space(KeyKind.RATELIMIT);
        RedisRateLimitStore store = new RedisRateLimitStore(
                driver, timeout, space, nanoTime, new ServerTimeEstimate(nanoTime, SystemClock.now()));
        // Nothing else to close: these limits have no connection of their own.
        return new RateLimiterFactory(
                store,
                new RedisPermitStore(driver, timeout, space, nanoTime),
                settings,
                EmbeddedStoreContext.of(nanoTime, SystemClock.now()),
                () -> {});
    }

    /**
     * Creates rate limits of this process only.
     *
     * <p>Counts up to {@value #MAX_EMBEDDED_WINDOWS} windows at a time, and uses 8 bytes for each admitted unit in
     * them, within the memory that the environment allows. Expired windows make room. If there is no room, a window
     * that is not counted yet, or needs more memory, decides as if the store were unavailable.
     *
     * @param environment with the clock by which windows slide
     */
    public static RateLimiterFactory embedded(RateLimitSettings settings, EmbeddedStoreContext environment) {
        return embedded(settings, environment, MAX_EMBEDDED_WINDOWS);
    }

    static RateLimiterFactory embedded(RateLimitSettings settings, EmbeddedStoreContext environment, int maxWindows) {
        EmbeddedRateLimitStore store = new EmbeddedRateLimitStore(environment, maxWindows);
        EmbeddedPermitStore permits = new EmbeddedPermitStore(environment);
        return new RateLimiterFactory(store, permits, settings, environment, () -> {
            store.clear();
            permits.clear();
        });
    }

    /** Returns the rate limiter. The same object every time. */
    public RateLimiter limiter() {
        return limiter;
    }

    /**
     * Ends asynchronous calls, which may go on for two seconds, deletes the state in this process, and logs unused
     * overrides; state on Redis remains. Idempotent.
     */
    @Override
    public void close() {
        calls.close();
        unusedOverrides.onClose();
        onClose.run();
    }
}
