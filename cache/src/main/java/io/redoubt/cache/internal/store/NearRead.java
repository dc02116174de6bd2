package io.redoubt.cache.internal.store;

/**
 * Marker of a read in progress: a near cache keeps what is read only if the key has not changed since the read began.
 * Immutable.
 *
 * @param since the time of the clock of changes; negative if changes were not reported, so that nothing is kept
 * @param epoch the epoch of the near cache
 * @param nanos the time
 */
record NearRead(long since, int epoch, long nanos) {

    /** Returns whether what is read may be kept. */
    boolean mayBeKept() {
        return since >= 0;
    }
}
