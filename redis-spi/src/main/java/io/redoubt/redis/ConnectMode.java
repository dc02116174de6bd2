package io.redoubt.redis;

/**
 * Setting that determines when the first connections to Redis are made: at startup, in the background, or with the
 * first call.
 */
public enum ConnectMode {
    /** With the first call, within its deadline. An application can start while Redis is down. */
    LAZILY,
    /**
     * In the background, from startup on. An application can start while Redis is down. The first calls wait for the
     * connection before their timeouts begin.
     */
    IN_BACKGROUND,
    /** At startup. An application does not start while Redis is down, and its first call finds open connections. */
    EAGERLY
}
