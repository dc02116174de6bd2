package io.redoubt.lock;

/**
 * State of a lock as seen by its holder: held, or permanently ended, for example because the lock was released or lost.
 * An ended lock is never {@code Held} again.
 */
sealed interface LockState {

    /**
     * The lock is held, as long as the clock is before {@code validUntil}.
     *
     * @param validUntil monotonic nanoseconds
     */
    record Held(long validUntil) implements LockState {

        private static final long NANOS_PER_MILLI = 1_000_000L;

        /**
         * Divisor for the clock drift: the server's clock may run faster than the local one by a hundredth, as in
         * Redlock.
         */
        private static final long DRIFT_DIVISOR = 100;

        /** Allowance for the resolution of both clocks. */
        private static final long CLOCK_MARGIN_NANOS = 2 * NANOS_PER_MILLI;

        /**
         * Returns the validity of a lease as its holder counts it, which ends before the server releases the lock.
         *
         * @param sentNanos when the request that began the lease was sent. The time of the reply would be unsafe,
         *     since the server may have executed the request immediately
         */
        static Held startingAt(long sentNanos, long leaseMillis) {
            long lease = leaseMillis * NANOS_PER_MILLI;
            return new Held(sentNanos + lease - lease / DRIFT_DIVISOR - CLOCK_MARGIN_NANOS);
        }

        long remainingNanos(long nowNanos) {
            return validUntil - nowNanos;
        }
    }

    /**
     * States in which the lock is no longer held. {@link #RELEASING} and {@link #GIVING_UP} may be followed by each
     * other and by {@link #RELEASED}, and {@link #LOST} by {@link #GONE}.
     */
    enum Ended implements LockState {
        /** The holder has started to release the lock. */
        RELEASING,
        /** The holder has started to give up the lock, which is to remain locked for a while. */
        GIVING_UP,
        /** The holder has released the lock, or given it up. */
        RELEASED,
        /** The lock was lost by the local clock; the server may keep it slightly longer. */
        LOST,
        /** The lock was lost, and the server no longer has it for this owner. */
        GONE
    }
}
