package io.redoubt.cache.internal.store;

/**
 * Read of the store, as a near cache saw it begin: what it returns is kept only if nothing has changed since.
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
