package io.redoubt.cache.internal.store;

/**
 * Stamp that a near cache takes before a {@link ValueStore} is read, to reject values that have changed since then.
 * Immutable.
 *
 * @param since the time of the clock of changes; negative if changes were not reported, so that nothing is kept
 * @param epoch the epoch of the near cache
 * @param nanos the time
 */
record OptimisticReadStamp(long since, int epoch, long nanos) {

    /** Returns whether what is read may be kept. */
    boolean mayBeKept() {
        return since >= 0;
    }
}
