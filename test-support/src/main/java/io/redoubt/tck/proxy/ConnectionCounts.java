package io.redoubt.tck.proxy;

/**
 * Numbers of open and accepted client connections of a proxy, not counting replicas and sentinels.
 *
 * @param open number of open connections; a connection whose client has closed it counts until the proxy notices,
 *     which a fault that stops the proxy from reading delays
 * @param accepted number of connections accepted so far
 */
public record ConnectionCounts(int open, long accepted) {}
