package io.redoubt.redis.spi;

import java.util.List;

/**
 * What the driver talks to.
 *
 * @param mode how the servers work together
 * @param masters the nodes that take writes
 * @param server the server's name, {@code redis} or {@code valkey}
 * @param version its version, for example {@code 7.0.15}
 */
public record Topology(Mode mode, List<Node> masters, String server, String version) {

    /** How servers work together. */
    public enum Mode {
        /** One server. */
        STANDALONE
    }

    public Topology {
        masters = List.copyOf(masters);
    }

    /** Reads the answer of {@code INFO server}. */
    public static Topology standalone(Node node, String info) {
        String valkey = field(info, "valkey_version");
        return valkey.isEmpty()
                ? new Topology(Mode.STANDALONE, List.of(node), "redis", field(info, "redis_version"))
                : new Topology(Mode.STANDALONE, List.of(node), "valkey", valkey);
    }

    private static String field(String info, String name) {
        return info.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }
}
