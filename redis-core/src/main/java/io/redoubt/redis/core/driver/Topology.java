package io.redoubt.redis.core.driver;

import io.redoubt.redis.Node;
import java.util.List;

/**
 * How the servers work together, and which of them take writes.
 *
 * @param mode how they work together
 * @param masters the nodes that take writes
 */
public record Topology(Mode mode, List<Node> masters) {

    /** How servers work together. */
    public enum Mode {
        /** One server. */
        STANDALONE,
        /** A master, named by sentinels, and its replicas. */
        SENTINEL,
        /** Several masters, each with a part of the keys. */
        CLUSTER
    }

    public Topology {
        masters = List.copyOf(masters);
    }
}
