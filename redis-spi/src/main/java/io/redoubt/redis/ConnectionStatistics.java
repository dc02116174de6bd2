package io.redoubt.redis;

/**
 * What the connections have done since the start. Counted without locks: figures of a moment, not of one instant.
 *
 * @param calls calls that were begun, a pipeline counting as one
 * @param failures calls, or commands of a pipeline, that got no reply
 * @param rejected calls that failed at once since the server was left alone
 * @param repeated commands that were sent again, after a redirection, a lost connection or NOSCRIPT
 * @param redirects MOVED, ASK and TRYAGAIN that were followed
 * @param connected how often a connection was opened
 * @param lost how often one broke
 * @param reconnectAttempts how often a server that was left alone was tried again
 * @param breakerOpened how often a server was left alone
 * @param topologyChanges failovers, and changes of a cluster's masters or slots
 * @param connections connections that are open for commands
 * @param inFlight commands that wait for a reply
 * @param waiting commands that wait for a connection
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
