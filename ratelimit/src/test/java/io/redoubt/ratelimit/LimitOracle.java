package io.redoubt.ratelimit;

import java.util.List;
import java.util.function.LongPredicate;

/**
 * Simple, slow rate limit, which serves tests as the reference for an algorithm: it remembers calls, and answers
 * questions by looking through them. Times are microseconds since 1970, what is answered is in the ticks of the
 * request. Not thread-safe.
 */
interface LimitOracle {

    /** Answer to a request: units that were left, ticks to wait, and ticks until all is available again. */
    record Answer(long available, long retry, long reset) {}

    Answer look(PermitRequest request, long clock);

    /** Takes a cost that fits, and returns a number to give it back by. */
    long take(PermitRequest request, long clock);

    /** Gives units back, and returns how many. */
    int refund(long number, PermitRequest request, long clock);

    /** Times at which something changes. */
    List<Long> boundaries(PermitRequest request);

    /** Returns the first number of a range from which on a condition holds; it holds at the end. */
    static long first(long from, long to, LongPredicate condition) {
        long low = from;
        long high = to;
        while (low < high) {
            long middle = low + (high - low) / 2;
            if (condition.test(middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
