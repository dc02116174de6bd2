package io.redoubt.tck.proxy;

/** Choice of the proxy connections that a fault affects: open ones, future ones, or both. */
public enum FaultScope {
    /** Open and future connections. */
    ALL,
    /** Future connections only. */
    NEW,
    /** Open connections only. */
    EXISTING
}
