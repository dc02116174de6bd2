package io.redoubt.redis;

/** Mode that determines when the first connections are made. */
public enum ConnectMode {
    /** With the first call, within its deadline. An application can start while Redis is down. */
    LAZILY,
    /** At startup. An application does not start while Redis is down, and its first call finds open connections. */
    EAGERLY
}
