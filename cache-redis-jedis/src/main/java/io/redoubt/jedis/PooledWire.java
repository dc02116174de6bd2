package io.redoubt.jedis;

/** A wire of a pool. */
final class PooledWire {

    private final Wire wire;
    private final int generation;
    private volatile long idleSince;

    PooledWire(Wire wire, int generation) {
        this.wire = wire;
        this.generation = generation;
    }

    Wire wire() {
        return wire;
    }

    /** Which of the pool's renewals it was opened after. */
    int generation() {
        return generation;
    }

    /** When it was given back. */
    long idleSince() {
        return idleSince;
    }

    void idleSince(long nanos) {
        idleSince = nanos;
    }
}
