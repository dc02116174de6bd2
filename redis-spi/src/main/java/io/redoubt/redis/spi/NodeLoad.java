package io.redoubt.redis.spi;

/**
 * What the connections to a server are doing. Figures of a moment, not of one instant.
 *
 * @param connections how many are open for commands, shared or pooled
 * @param inFlight how many commands wait for a reply
 * @param waiting how many commands wait for a connection
 */
public record NodeLoad(int connections, int inFlight, int waiting) {}
