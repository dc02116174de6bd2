package io.redoubt.redis.core.driver;

import io.redoubt.redis.Node;
import java.util.List;

/**
 * Description of a Redis deployment: its mode (standalone, Sentinel or cluster) and the nodes that accept writes.
 * Immutable.
 *
 * @param mode how the servers work together
 * @param masters the nodes that accept writes
 */
public record Topology(Mode mode, List<Node> masters) {

    /** Mode in which servers work together. */
    public enum Mode {
        /** One server. */
        STANDALONE,
        /** A master, reported by sentinels, and its replicas. */
        SENTINEL,
        /** Several masters, each with a part of the keys. */
        CLUSTER
    }

    public Topology {
        masters = List.copyOf(masters);
    }
}
