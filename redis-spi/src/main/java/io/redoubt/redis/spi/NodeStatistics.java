package io.redoubt.redis.spi;

/**
 * Snapshot of the numbers of open connections and waiting commands for one Redis server. The figures may stem from
 * slightly different moments.
 *
 * @param connections connections that are open for further commands, shared or pooled; not those that were replaced
 *     and only await the last replies
 * @param inFlight commands that are waiting for a reply
 * @param waiting commands that are waiting for a connection
 */
public record NodeStatistics(int connections, int inFlight, int waiting) {}
