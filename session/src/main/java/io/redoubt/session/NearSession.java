package io.redoubt.session;

/**
 * Copy of a session in the near cache. Immutable.
 *
 * @param session without the secret id, which every caller brings along
 * @param endNanos when the copy may no longer be used, by the monotonic clock
 * @param epoch the number of gaps before the session was read
 */
record NearSession(StoredSession session, long endNanos, int epoch) {

    boolean isOver(long nowNanos) {
        return nowNanos - endNanos >= 0;
    }
}
