package io.redoubt.test.server;

import java.util.List;

/**
 * Setting of a test cluster: the time after which its nodes regard an unresponsive node as failed. It also determines
 * how often the nodes exchange their state.
 *
 * @param millis the timeout in milliseconds; a failover takes about twice as long
 */
record ClusterNodeTimeout(String millis) {

    /**
     * For quick failovers. With a shorter timeout, even a moderately busy machine makes nodes regard a live node
     * as failed.
     */
    static final ClusterNodeTimeout SHORT = new ClusterNodeTimeout("1000");

    /** Longer than any process is stalled on a busy machine. */
    static final ClusterNodeTimeout LONG = new ClusterNodeTimeout("15000");

    /** Sets the timeout on all members that are up. A member that is restarted later has the short timeout. */
    void applyTo(List<ProxiedServer> members) {
        members.stream().filter(ProxiedServer::isUp).forEach(this::applyTo);
    }

    private void applyTo(ProxiedServer member) {
        try (RawRedis redis = member.raw()) {
            redis.text("CONFIG", "SET", "cluster-node-timeout", millis);
        }
    }
}
