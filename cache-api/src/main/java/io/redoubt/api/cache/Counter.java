package io.redoubt.api.cache;

/**
 * A number in the store that many processes count up and down, each step exactly once.
 *
 * <p>Thread-safe. 64 bits, signed: a step beyond is refused with {@link io.redoubt.api.StoreRejectedException}, and the
 * number stays; so is a step on a value that is not an integer. Readable as JSON by {@link CacheStore#get} with
 * {@code Long.class}, too.
 *
 * <p><b>When Redis is down</b> methods throw {@link io.redoubt.api.StoreUnavailableException}; where
 * {@code mayHaveTakenEffect()} is true, the step may have been counted, and it is not repeated.
 */
public interface Counter {

    /** Counts up by one. Returns the new number. */
    default long increment() {
        return add(1);
    }

    /** Counts down by one. Returns the new number. */
    default long decrement() {
        return add(-1);
    }

    /**
     * Adds to the number, which begins at zero. One command, one round trip; a counter that is created by it gets its time
     * to live in the same step.
     *
     * @return the new number
     */
    long add(long delta);

    /** The number now; zero if there is none. */
    long get();
}
