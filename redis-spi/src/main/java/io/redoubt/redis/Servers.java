package io.redoubt.redis;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where the servers are, and how they work together. */
public sealed interface Servers {

    /** The most nodes that may be named. */
    int MOST_NODES = 100;

    /** The addresses that are named; at least one. */
    List<Node> nodes();

    /** One server, or the address behind which a provider keeps one. */
    record Standalone(Node node) implements Servers {

        @Override
        public List<Node> nodes() {
            return List.of(node);
        }

        @Override
        public String toString() {
            return node.toString();
        }
    }

    /**
     * A master that sentinels name, with the replicas that may take its place.
     *
     * @param nodes the sentinels, of which one that answers is enough
     * @param master the name under which they know the master
     * @param credentials who connects to the sentinels, or null for nobody in particular
     */
    record Sentinel(
            List<Node> nodes, String master, @Nullable CredentialsProvider credentials) implements Servers {

        public Sentinel {
            nodes = requireValidCount(nodes);
            if (master.isBlank() || !master.chars().allMatch(c -> c > ' ' && c < 127)) {
                throw new IllegalArgumentException(
                        "the master's name must be visible ASCII without spaces, as in sentinel.conf: '" + master
                                + "'");
            }
        }

        @Override
        public String toString() {
            return joined(nodes) + "#" + master;
        }
    }

    /**
     * A cluster.
     *
     * @param nodes some of its nodes, which tell of the others; one that answers is enough
     */
    record Cluster(List<Node> nodes) implements Servers {

        public Cluster {
            nodes = requireValidCount(nodes);
        }

        @Override
        public String toString() {
            return joined(nodes);
        }
    }

    private static List<Node> requireValidCount(List<Node> nodes) {
        if (nodes.isEmpty() || nodes.size() > MOST_NODES) {
            throw new IllegalArgumentException("name 1 to " + MOST_NODES + " nodes: " + nodes.size());
        }
        return List.copyOf(nodes);
    }

    private static String joined(List<Node> nodes) {
        return nodes.stream().map(Node::toString).collect(Collectors.joining(","));
    }
}
