package io.redoubt.tck.proxy;

/**
 * The connections of a proxy, without those of replicas and sentinels.
 *
 * @param open those that are open now; one whose client has gone counts until the proxy sees it, which a fault that stops
 *     the proxy from reading delays
 * @param accepted all that were accepted so far
 */
public record ConnectionCounts(int open, long accepted) {}
