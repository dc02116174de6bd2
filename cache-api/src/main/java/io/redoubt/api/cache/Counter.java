package io.redoubt.api.cache;

/**
 * Shared integer, stored under one cache key, that all processes can increment and decrement. Each increment or
 * decrement counts exactly once.
 *
 * <p>Thread-safe. 64 bits, signed. A step beyond that range is rejected with
 * {@link io.redoubt.api.StoreRejectedException}, and the number stays as it is; so is a step on a value that is
 * not an integer. The number is also readable by {@link CacheStore#get} with {@code Long.class}, since it is valid
 * JSON.
 *
 * <p><b>When Redis is down</b> methods throw {@link io.redoubt.api.StoreUnavailableException}. If its
 * {@code mayHaveTakenEffect()} is true, the step may have been counted; it is not repeated.
 */
public interface Counter {

    /** Increments the number by one. Returns the new number. */
    default long increment() {
        return add(1);
    }

    /** Decrements the number by one. Returns the new number. */
    default long decrement() {
        return add(-1);
    }

    /**
     * Adds to the number, which starts at zero. One command, one round trip. A counter that this call creates gets
     * its time to live in the same step.
     *
     * @return the new number
     */
    long add(long delta);

    /** Returns the current number; zero if the key does not exist. */
    long get();
}
