package io.redoubt.test.proxy;

/**
 * Counts of a proxy's client connections: currently open, and accepted in total.
 *
 * @param open number of open connections; a connection whose client has closed it counts until the proxy notices,
 *     which a fault that stops the proxy from reading delays
 * @param accepted number of connections accepted so far
 */
public record ConnectionCounts(int open, long accepted) {}
