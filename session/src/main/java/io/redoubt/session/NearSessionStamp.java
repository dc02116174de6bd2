package io.redoubt.session;

/**
 * Stamp taken before a session is read from Redis, by which its near cache detects that the session has changed since
 * and must not be kept. Immutable.
 *
 * @param time the time of the clock that counts changes; negative if changes are not reported, so that nothing is kept
 * @param epoch the number of gaps so far
 * @param nanos the time of the monotonic clock
 */
record NearSessionStamp(long time, int epoch, long nanos) {

    /** Stamp of a read of which nothing is kept. */
    static final NearSessionStamp NOT_KEPT = new NearSessionStamp(-1, 0, 0);

    /** Returns whether what is read may be kept. */
    boolean mayBeKept() {
        return time >= 0;
    }
}
