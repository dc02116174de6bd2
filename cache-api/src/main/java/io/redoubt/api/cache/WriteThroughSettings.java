package io.redoubt.api.cache;

import io.redoubt.api.RangeValidation;
import io.redoubt.api.Ttl;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * Retry settings of a {@link WriteThrough}: number of attempts, pauses, time limit, and exceptions to retry. Immutable:
 * each method returns a changed copy.
 *
 * <pre>{@code
 * WriteThroughSettings.defaults().attempts(5).retryOn(failure -> failure instanceof SQLTransientException)
 * }</pre>
 */
public final class WriteThroughSettings {

    /** Maximum number of attempts. */
    public static final int MAX_ATTEMPTS = 100;

    private static final Duration MAX_WITHIN = Duration.ofMinutes(10);
    private static final WriteThroughSettings DEFAULTS = new WriteThroughSettings(
            3, new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1)), Duration.ofSeconds(10), failure -> true);

    private final int attempts;
    private final Backoff backoff;
    private final Duration within;
    private final Predicate<? super Exception> retryOn;

    private WriteThroughSettings(int attempts, Backoff backoff, Duration within, Predicate<? super Exception> retryOn) {
        this.attempts = attempts;
        this.backoff = backoff;
        this.within = within;
        this.retryOn = retryOn;
    }

    /** Returns the defaults: 3 attempts within 10 seconds, with pauses from 50 ms to 1 s, after any failure. */
    public static WriteThroughSettings defaults() {
        return DEFAULTS;
    }

    /** Returns a copy with this maximum number of attempts at the source, 1 to {@value #MAX_ATTEMPTS}. */
    public WriteThroughSettings attempts(int max) {
        RangeValidation.required("attempts", max, 1, MAX_ATTEMPTS);
        return new WriteThroughSettings(max, backoff, within, retryOn);
    }

    /** Returns a copy with these bounds of the pauses between attempts. */
    public WriteThroughSettings backoff(Duration shortest, Duration longest) {
        return new WriteThroughSettings(attempts, new Backoff(shortest, longest), within, retryOn);
    }

    /**
     * Returns a copy in which no attempt starts later than this after the first one. A running attempt is not aborted.
     *
     * @param time 1 ms to 10 minutes
     */
    public WriteThroughSettings within(Duration time) {
        RangeValidation.required("within", time, Ttl.MIN, MAX_WITHIN);
        return new WriteThroughSettings(attempts, backoff, time, retryOn);
    }

    /** Returns a copy in which only these failures of the source are retried. */
    public WriteThroughSettings retryOn(Predicate<? super Exception> failures) {
        return new WriteThroughSettings(attempts, backoff, within, failures);
    }

    /** Returns the maximum number of attempts at the source. */
    public int attempts() {
        return attempts;
    }

    /** Returns the bounds of the pauses between attempts. */
    public Backoff backoff() {
        return backoff;
    }

    /** Returns how long after the first attempt another one may start. */
    public Duration within() {
        return within;
    }

    /** Returns whether another attempt is made after this failure. */
    public boolean retries(Exception failure) {
        return retryOn.test(failure);
    }
}
