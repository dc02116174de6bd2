package io.redoubt.ratelimit;

/**
 * What one limit counts for one subject in the memory of this process. Each implementation is the counterpart of an
 * algorithm in Lua, and gives the same replies. Not thread-safe.
 *
 * <p>Times are microseconds since 1970. Time never runs backwards: the last admission remains the current time until
 * the clock has passed it.
 */
interface LimitCount {

    /** Creates the counter of a request, which has counted nothing. */
    static LimitCount of(PermitRequest request) {
        return switch (request.form()) {
            case RING_OF_MICROSECONDS, RING_OF_MILLISECONDS -> new SlidingWindowRing();
            case COUNTER -> new SlidingWindowCount();
            case BUCKET -> new TokenBucketDebt();
            case WINDOW -> new WindowCount();
        };
    }

    /** Returns how much is left, and how long to wait. */
    LimitResult look(PermitRequest request, long clock);

    /**
     * Adds the cost, which must fit. Returns the generation under which it counts.
     *
     * @param newGeneration the generation of what is counted from now on, if nothing is
     */
    long take(PermitRequest request, long clock, long newGeneration);

    /** Gives back what was granted, as far as it still counts. Returns how many units that were. */
    int refund(GrantedPermit permit, long clock);

    /** Returns by how many bytes this grows if the cost is taken. */
    default long growthBytes(PermitRequest request, long clock) {
        return 0;
    }

    /** Returns when nothing counts any more. */
    long end();

    /** Returns whether nothing counts, whatever time it is. */
    boolean isEmpty();
}
