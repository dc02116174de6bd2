package io.redoubt.tck.proxy;

/** Which connections a fault touches. */
public enum FaultScope {
    /** Those that are open, and those to come. */
    ALL,
    /** Those to come only. */
    NEW,
    /** Those that are open only. */
    EXISTING
}
