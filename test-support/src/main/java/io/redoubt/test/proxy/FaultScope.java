package io.redoubt.test.proxy;

/** Setting that determines which connections of a proxy a fault affects: open ones, future ones, or both. */
public enum FaultScope {
    /** Open and future connections. */
    ALL,
    /** Future connections only. */
    NEW,
    /** Open connections only. */
    EXISTING
}
