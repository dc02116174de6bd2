package io.redoubt.ratelimit;

import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.redis.core.KeyKind;
import io.redoubt.redis.core.KeyPrefix;
import io.redoubt.redis.core.driver.RedisDriver;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Rate limits, on Redis or in this process. Thread-safe.
 *
 * <p><b>Changes at run time</b>, of the code or by an override: a limit is in force from the next call on; what was admitted
 * counts against it, so that after it was lowered nothing is admitted until enough has left the window. A window is in force
 * from the next call on for what is still remembered: after it was widened, what had left the narrower one by the last
 * admission may be forgotten already, and after it was narrowed, what has left it counts no more. A window that is changed across
 * 35 minutes begins empty, since it counts in other ticks. While processes with different settings run side by side, each judges
 * the same admissions by its own.
 *
 * <p><b>The server's clock</b>: if it steps back, time stands still for a limit until it has caught up, so that nothing is
 * admitted too early; if it steps forward, windows end earlier by as much.
 *
 * <p><b>When Redis is down</b>, refuses, or does not answer within the timeout, each policy decides by its
 * {@link io.redoubt.api.ratelimit.RateLimitPolicy.WhenUnavailable}, the decision is marked as a fallback, and a rejected caller
 * is told to come again after one second. A cost above the limit is rejected by either. Where the outcome is unknown, the cost
 * may have been taken, and is not given back.
 */
public final class RateLimits implements AutoCloseable {

    /** How many windows an embedded limiter counts at a time, one for each policy and subject. */
    public static final int MAX_EMBEDDED_WINDOWS = 100_000;

    private final RateLimiter limiter;
    private final Runnable onClose;

    private RateLimits(RateLimitStore store, RateLimitSettings settings, Runnable onClose) {
        this.limiter = new DefaultRateLimiter(store, settings);
        this.onClose = onClose;
    }

    /**
     * Limits on Redis, which all processes share.
     *
     * @param driver is not closed by this
     * @param timeout how long a call may take
     * @param nanoTime the monotonic clock that limits the rate of log lines and the time of calls; limits count by the server's
     */
    public static RateLimits redis(
            RedisDriver driver, Duration timeout, RateLimitSettings settings, LongSupplier nanoTime) {
        RedisRateLimitStore store = RedisRateLimitStore.on(
                driver, timeout, new KeyPrefix(settings.keyPrefix()).space(KeyKind.RATELIMIT), nanoTime);
        // Nothing of this is left on the way: no thread, no connection of its own.
        return new RateLimits(store, settings, () -> {});
    }

    /**
     * Limits in this process, for which they hold only.
     *
     * <p>Counts up to {@value #MAX_EMBEDDED_WINDOWS} windows at a time, and takes 8 bytes for each unit of what was admitted
     * in them. Windows in which nothing counts any more make room. If there is none, a window that is not counted yet decides
     * as if the store did not answer.
     *
     * @param nanoTime the monotonic clock by which windows slide
     */
    public static RateLimits embedded(RateLimitSettings settings, LongSupplier nanoTime) {
        return embedded(settings, nanoTime, MAX_EMBEDDED_WINDOWS);
    }

    static RateLimits embedded(RateLimitSettings settings, LongSupplier nanoTime, int maxWindows) {
        EmbeddedRateLimitStore store = new EmbeddedRateLimitStore(nanoTime, maxWindows);
        return new RateLimits(store, settings, store::clear);
    }

    /** The limiter. */
    public RateLimiter limiter() {
        return limiter;
    }

    /** Forgets what is kept in this process; what is on Redis stays. Idempotent. */
    @Override
    public void close() {
        onClose.run();
    }
}
