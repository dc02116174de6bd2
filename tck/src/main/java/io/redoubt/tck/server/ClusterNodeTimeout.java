package io.redoubt.tck.server;

import java.util.List;

/**
 * How soon the nodes of a cluster hold another one for dead, and how often they tell each other what they know.
 *
 * @param millis a failover takes about twice as long
 */
record ClusterNodeTimeout(String millis) {

    /** Less, and a machine need not be very busy to be taken for a dead node. */
    static final ClusterNodeTimeout SHORT = new ClusterNodeTimeout("1000");

    /** Longer than any process stands still. */
    static final ClusterNodeTimeout LONG = new ClusterNodeTimeout("15000");

    /** Sets it on all members that are up; one that is started again is quick. */
    void applyTo(List<ProxiedServer> members) {
        members.stream().filter(ProxiedServer::isUp).forEach(this::applyTo);
    }

    private void applyTo(ProxiedServer member) {
        try (RawRedis redis = member.raw()) {
            redis.text("CONFIG", "SET", "cluster-node-timeout", millis);
        }
    }
}
