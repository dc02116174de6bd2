package io.redoubt.tck.proxy;

/** Set of connections that a fault affects. */
public enum FaultScope {
    /** Open and future connections. */
    ALL,
    /** Future connections only. */
    NEW,
    /** Open connections only. */
    EXISTING
}
