package io.redoubt.tck.ratelimit;

import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.RateLimitRequest;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Attempt to run assertions that are valid only for a short time, repeated if the test machine was too slow. For
 * example, a window is full only for a while: an assertion that fails after that says nothing, and the next attempt
 * uses another subject. Not thread-safe.
 */
final class TimedAssertionAttempt {

    private static final int MAX = 30;

    private final int number;
    private final long begin = System.nanoTime();

    private TimedAssertionAttempt(int number) {
        this.number = number;
    }

    private static final class Late extends RuntimeException {

        Late(AssertionError claim) {
            super(claim);
        }
    }

    /** Makes attempts until one was quick enough. */
    static void untilInTime(Consumer<TimedAssertionAttempt> claims) {
        for (int number = 1; number < MAX; number++) {
            try {
                claims.accept(new TimedAssertionAttempt(number));
                return;
            } catch (Late late) {
                // Another one.
            }
        }
        claims.accept(new TimedAssertionAttempt(MAX));
    }

    /** The policy's limit of this attempt's subject. */
    RateLimitRequest limit(RateLimitPolicy policy) {
        return policy.by("user", "attempt-" + number);
    }

    /** Makes claims that hold if they are made before so long has passed since the attempt began. */
    void within(Duration time, Runnable claims) {
        try {
            claims.run();
        } catch (AssertionError e) {
            if (System.nanoTime() - begin < time.toNanos()) {
                throw e;
            }
            throw new Late(e);
        }
    }
}
