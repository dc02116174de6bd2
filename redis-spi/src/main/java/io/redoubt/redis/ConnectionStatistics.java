package io.redoubt.redis;

/**
 * Statistics about the calls and connections of a Redis driver. Some figures are totals since the driver was opened,
 * others are current numbers. Counted without locks, so the figures may stem from slightly different moments.
 *
 * @param calls calls that were begun; a pipeline counts as one
 * @param failures calls, or commands of a pipeline, that received no reply
 * @param rejected calls that failed at once because the circuit breaker was open
 * @param repeated commands that were sent again, after a redirection, a lost connection or NOSCRIPT
 * @param redirects redirections (MOVED, ASK and TRYAGAIN) that were followed
 * @param connected connections that were opened
 * @param lost connections that were lost
 * @param reconnectAttempts attempts to reach a server whose circuit breaker was open
 * @param breakerOpened times that a circuit breaker opened
 * @param topologyChanges failovers, and changes of a cluster's masters or slots
 * @param connections connections that are currently open for commands
 * @param inFlight commands that are currently waiting for a reply
 * @param waiting commands that are currently waiting for a connection
 */
public record ConnectionStatistics(
        long calls,
        long failures,
        long rejected,
        long repeated,
        long redirects,
        long connected,
        long lost,
        long reconnectAttempts,
        long breakerOpened,
        long topologyChanges,
        int connections,
        int inFlight,
        int waiting) {}
