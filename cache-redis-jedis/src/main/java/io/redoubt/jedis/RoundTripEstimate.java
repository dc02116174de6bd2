package io.redoubt.jedis;

import java.util.concurrent.TimeUnit;

/**
 * Estimator of the network round-trip time to one server, based on the fastest recent reply. Slower replies may be
 * caused by the server's load. Thread-safe. An update that is lost among concurrent ones does no harm.
 */
final class RoundTripEstimate {

    /**
     * The limit between near and far. Servers in the same room answer faster; those in another building do not.
     */
    private static final long FAR_NANOS = TimeUnit.MICROSECONDS.toNanos(300);

    /**
     * The minimum time for which a short round trip is remembered. A server under load still answers quickly now
     * and then.
     */
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(5);

    private volatile long estimate;
    private volatile long shortestInWindow = Long.MAX_VALUE;
    private volatile long windowStart;

    /** Records the times of a request and of its reply. */
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

    /** Returns whether most of the wait for a reply is time in the network. */
    boolean isFar() {
        return estimate > FAR_NANOS;
    }
}
