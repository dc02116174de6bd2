package io.redoubt.jedis;

import java.util.concurrent.TimeUnit;

/**
 * How far away a server is: the shortest time lately between a request and its reply, since a longer one may be its load.
 * Thread-safe; an update that gets lost among others does no harm.
 */
final class Distance {

    /** Replies of a server in the same room take less; of one in another building, more. */
    private static final long FAR_NANOS = TimeUnit.MICROSECONDS.toNanos(300);

    /** For how long a short time is remembered, at least: a server under load is seldom quick, but now and then. */
    private static final long MEMORY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private volatile long known;
    private volatile long shortest = Long.MAX_VALUE;
    private volatile long since;

    /** A reply came at this moment, so long after its request. */
    void observe(long roundTrip, long now) {
        if (known == 0) {
            since = now;
            known = roundTrip;
        } else if (now - since > MEMORY_NANOS) {
            since = now;
            known = Math.min(shortest, roundTrip);
            shortest = Long.MAX_VALUE;
        }
        shortest = Math.min(shortest, roundTrip);
        known = Math.min(known, roundTrip);
    }

    /** Whether waiting for a reply is mostly waiting for the network. */
    boolean isFar() {
        return known > FAR_NANOS;
    }

    /** The round trip in nanoseconds; zero where none was seen. */
    long nanos() {
        return known;
    }
}
