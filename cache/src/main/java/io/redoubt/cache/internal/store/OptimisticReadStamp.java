package io.redoubt.cache.internal.store;

/**
 * Stamp taken before a read of the store, by which a near cache detects that a value has changed since and must not be
 * kept. Immutable.
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
