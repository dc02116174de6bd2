package io.redoubt.lock;

/** Where a handle stands: held until some time, and then over, one way or the other, for ever. */
sealed interface Hold {

    /**
     * It is held, if it is not that late yet.
     *
     * @param validUntil monotonic nanoseconds
     */
    record Held(long validUntil) implements Hold {

        private static final long NANOS = 1_000_000L;

        /** How much faster than ours the server's clock may run: a hundredth, as in Redlock. */
        private static final long DRIFT = 100;

        /** For the resolution of both clocks. */
        private static final long MARGIN_NANOS = 2 * NANOS;

        /**
         * A lease as its holder counts it: over before the server lets go.
         *
         * @param sent when the request that began it was sent, not when it was answered: the server may have got it at once
         */
        static Held since(long sent, long leaseMillis) {
            long lease = leaseMillis * NANOS;
            return new Held(sent + lease - lease / DRIFT - MARGIN_NANOS);
        }

        long remaining(long now) {
            return validUntil - now;
        }
    }

    /** What comes afterwards. */
    enum Over implements Hold {
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
