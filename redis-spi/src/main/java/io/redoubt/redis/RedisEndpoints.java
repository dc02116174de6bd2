package io.redoubt.redis;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Addresses of the Redis servers and the kind of deployment: standalone, Sentinel or cluster. */
public sealed interface RedisEndpoints {

    /** Maximum number of nodes that may be named. */
    int MAX_NODES = 100;

    /** Returns the named addresses; at least one. */
    List<Node> nodes();

    /** Single server, or the address behind which a hosting provider keeps one server. */
    record Standalone(Node node) implements RedisEndpoints {

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
     * Master, monitored by sentinels, and the replicas that may replace it.
     *
     * @param nodes the sentinels; it is sufficient that one of them answers
     * @param master the name under which the sentinels know the master
     * @param credentials the credentials for the sentinels, or null for none
     */
    record Sentinel(
            List<Node> nodes, String master, @Nullable CredentialsProvider credentials) implements RedisEndpoints {

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
     * Redis Cluster of several masters and their replicas.
     *
     * @param nodes some nodes of the cluster, from which the others are discovered; it is sufficient that one of
     *     them answers
     */
    record Cluster(List<Node> nodes) implements RedisEndpoints {

        public Cluster {
            nodes = requireValidCount(nodes);
        }

        @Override
        public String toString() {
            return joined(nodes);
        }
    }

    private static List<Node> requireValidCount(List<Node> nodes) {
        if (nodes.isEmpty() || nodes.size() > MAX_NODES) {
            throw new IllegalArgumentException("name 1 to " + MAX_NODES + " nodes: " + nodes.size());
        }
        return List.copyOf(nodes);
    }

    private static String joined(List<Node> nodes) {
        return nodes.stream().map(Node::toString).collect(Collectors.joining(","));
    }
}
