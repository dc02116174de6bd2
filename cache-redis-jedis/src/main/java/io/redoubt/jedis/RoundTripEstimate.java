package io.redoubt.jedis;

import java.util.concurrent.TimeUnit;

/**
 * Estimate of the network's round-trip time: the shortest lately seen from a request to its reply, since a longer one
 * may be the server's load. Thread-safe; an update that gets lost among others does no harm.
 */
final class RoundTripEstimate {

    /** Servers in the same room answer faster; those in another building do not. */
    private static final long FAR_NANOS = TimeUnit.MICROSECONDS.toNanos(300);

    /** How long a short time is remembered at least: under load a server is seldom quick, but now and then. */
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(5);

    private volatile long estimate;
    private volatile long shortestInWindow = Long.MAX_VALUE;
    private volatile long windowStart;

    /** Takes the times of a request and of its reply. */
    void observe(long requested, long replied) {
        long roundTrip = replied - requested;
        if (estimate == 0) {
            windowStart = replied;
            estimate = roundTrip;
        } else if (replied - windowStart > WINDOW_NANOS) {
            windowStart = replied;
            estimate = Math.min(shortestInWindow, roundTrip);
            shortestInWindow = Long.MAX_VALUE;
        }
        shortestInWindow = Math.min(shortestInWindow, roundTrip);
        estimate = Math.min(estimate, roundTrip);
    }

    /** Whether to wait for a reply is mostly to wait for the network. */
    boolean isFar() {
        return estimate > FAR_NANOS;
    }
}
