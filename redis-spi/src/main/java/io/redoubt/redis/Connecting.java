package io.redoubt.redis;

/** When the first connections are made. */
public enum Connecting {
    /** With the first call, within its deadline; an application starts while Redis is down. */
    LAZILY,
    /** At once; an application does not start while Redis is down, and its first call finds everything warm. */
    EAGERLY
}
