package io.redoubt.jedis;

import java.util.concurrent.TimeUnit;

/**
 * How far away a server is, by the shortest time lately between a request and its reply; a longer one may be its load.
 * Thread-safe; an update that gets lost among others does no harm.
 */
final class Distance {

    private static final long FAR_NANOS = TimeUnit.MICROSECONDS.toNanos(150);

    /** How fast a short time is forgotten: by a sixty-fourth of the difference with every longer one. */
    private static final int MEMORY = 6;

    private volatile long nanos;

    /** A reply came so long after its request. */
    void observe(long roundTrip) {
        long before = nanos;
        nanos = before == 0 || roundTrip < before ? roundTrip : before + ((roundTrip - before) >> MEMORY);
    }

    /** Whether waiting for a reply is mostly waiting for the network. */
    boolean isFar() {
        return nanos > FAR_NANOS;
    }

    /** The round trip; zero where none was seen. */
    long nanos() {
        return nanos;
    }
}
