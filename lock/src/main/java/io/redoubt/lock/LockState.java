package io.redoubt.lock;

/** Where a handle stands: held until some time, and then over, one way or the other, for ever. */
sealed interface LockState {

    /**
     * It is held, if it is not that late yet.
     *
     * @param validUntil monotonic nanoseconds
     */
    record Held(long validUntil) implements LockState {

        private static final long NANOS_PER_MILLI = 1_000_000L;

        /** How much faster than ours the server's clock may run: a hundredth, as in Redlock. */
        private static final long DRIFT_DIVISOR = 100;

        /** For the resolution of both clocks. */
        private static final long CLOCK_MARGIN_NANOS = 2 * NANOS_PER_MILLI;

        /**
         * A lease as its holder counts it: over before the server lets go.
         *
         * @param sentNanos when the request that began it was sent, not when it was answered: the server may have got it at once
         */
        static Held startingAt(long sentNanos, long leaseMillis) {
            long lease = leaseMillis * NANOS_PER_MILLI;
            return new Held(sentNanos + lease - lease / DRIFT_DIVISOR - CLOCK_MARGIN_NANOS);
        }

        long remainingNanos(long nowNanos) {
            return validUntil - nowNanos;
        }
    }

    /** What comes afterwards. */
    enum Ended implements LockState {
        /** The holder has begun to release it. */
        RELEASING,
        /** The holder has released it. */
        RELEASED,
        /** It was lost, by the clock; the server may keep it a little longer. */
        LOST,
        /** It was lost, and the server has nothing of it. */
        GONE
    }
}
