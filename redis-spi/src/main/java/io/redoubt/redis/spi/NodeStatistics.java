package io.redoubt.redis.spi;

/**
 * Current numbers of open connections and waiting commands for one Redis server. The figures may stem from slightly
 * different moments.
 *
 * @param connections connections that are open for commands, shared or pooled
 * @param inFlight commands that are waiting for a reply
 * @param waiting commands that are waiting for a connection
 */
public record NodeStatistics(int connections, int inFlight, int waiting) {}
