package io.redoubt.test.server;

import io.redoubt.redis.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Snapshot of what one sentinel knows about the master, the replicas and the other sentinels.
 *
 * @param master the address of the master that the sentinel reports to clients
 * @param flags the state of that master; only "master" if it is healthy
 * @param otherSentinels the number of other sentinels that are up
 * @param replicas the addresses of the replicas that the sentinel regards as up
 */
record SentinelView(Node master, String flags, long otherSentinels, Set<Node> replicas) {

    /**
     * Flags that mean that a server is down. A flag such as master_down is the opinion of another sentinel about
     * the master and stays for seconds, so it is not among them.
     */
    private static final Set<String> DOWN_FLAGS = Set.of("s_down", "o_down", "disconnected");

    SentinelView {
        replicas = Set.copyOf(replicas);
    }

    static SentinelView of(RawRedis sentinel) {
        Map<String, String> master = fields(sentinel.call("SENTINEL", "MASTER", SentinelSetup.MASTER_NAME));
        List<Map<String, String>> otherSentinels =
                list(sentinel.call("SENTINEL", "SENTINELS", SentinelSetup.MASTER_NAME));
        List<Map<String, String>> replicas = list(sentinel.call("SENTINEL", "REPLICAS", SentinelSetup.MASTER_NAME));
        return new SentinelView(
                masterOf(sentinel),
                master.getOrDefault("flags", ""),
                otherSentinels.stream().filter(SentinelView::isUp).count(),
                replicas.stream()
                        .filter(SentinelView::isUp)
                        .map(SentinelView::address)
                        .collect(Collectors.toSet()));
    }

    /** Returns the master that this sentinel reports to clients, even during a failover. */
    static Node masterOf(RawRedis sentinel) {
        List<String> address = sentinel.texts("SENTINEL", "GET-MASTER-ADDR-BY-NAME", SentinelSetup.MASTER_NAME);
        return new Node(address.get(0), Integer.parseInt(address.get(1)));
    }

    private static boolean isUp(Map<String, String> fields) {
        return Stream.of(fields.getOrDefault("flags", "").split(",", -1)).noneMatch(DOWN_FLAGS::contains);
    }

    private static Node address(Map<String, String> fields) {
        return new Node(fields.getOrDefault("ip", "?"), Integer.parseInt(fields.getOrDefault("port", "0")));
    }

    private static List<Map<String, String>> list(@Nullable Object reply) {
        List<Map<String, String>> elements = new ArrayList<>();
        if (reply instanceof List<?> list) {
            list.forEach(element -> elements.add(fields(element)));
        }
        return elements;
    }

    private static Map<String, String> fields(@Nullable Object reply) {
        Map<String, String> fields = new HashMap<>();
        if (reply instanceof List<?> list) {
            for (int i = 0; i + 1 < list.size(); i += 2) {
                fields.put(String.valueOf(list.get(i)), String.valueOf(list.get(i + 1)));
            }
        }
        return fields;
    }
}
