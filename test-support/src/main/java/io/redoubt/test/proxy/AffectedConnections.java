package io.redoubt.test.proxy;

/** Choice of the connections that a fault affects: the open ones of a proxy, its future ones, or both. */
public enum AffectedConnections {
    /** Open and future connections. */
    ALL,
    /** Future connections only. */
    NEW,
    /** Open connections only. */
    EXISTING
}
