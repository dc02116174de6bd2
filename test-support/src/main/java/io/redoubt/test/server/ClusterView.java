package io.redoubt.test.server;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Snapshot of the cluster state that one node reports in reply to {@code CLUSTER NODES}. */
record ClusterView(Map<String, NodeEntry> nodes) {

    private static final Set<String> UNHEALTHY_FLAGS = Set.of("fail", "fail?", "handshake", "noaddr");

    ClusterView {
        nodes = Map.copyOf(nodes);
    }

    static ClusterView of(RawRedis redis) {
        return new ClusterView(redis.text("CLUSTER", "NODES")
                .lines()
                .map(NodeEntry::parse)
                .collect(Collectors.toMap(NodeEntry::id, Function.identity(), (one, other) -> one)));
    }

    /**
     * Returns whether this view contains all these nodes, without a flag that marks a failure or an unfinished
     * handshake.
     */
    boolean isHealthy(Set<String> ids) {
        return ids.stream().allMatch(id -> {
            NodeEntry node = nodes.get(id);
            return node != null && node.flags.stream().noneMatch(UNHEALTHY_FLAGS::contains);
        });
    }

    /** Returns, for each of these nodes, the slots of a master or the master of a replica. Used to compare views. */
    Map<String, String> roles(Set<String> ids) {
        Map<String, String> roles = new TreeMap<>();
        ids.forEach(id -> {
            NodeEntry node = nodes.get(id);
            if (node != null) {
                roles.put(id, node.isMaster() ? node.slots.toString() : node.master);
            }
        });
        return roles;
    }

    /** Returns the id of the node that owns the slot, or null if no node owns it. */
    @Nullable
    String ownerOf(int slot) {
        return nodes.values().stream()
                .filter(node -> node.slots.stream().anyMatch(range -> range.includes(slot)))
                .map(NodeEntry::id)
                .findAny()
                .orElse(null);
    }

    /** Returns the ids of the masters that own slots, ordered by their lowest slot. */
    List<String> masters() {
        return nodes.values().stream()
                .filter(node -> node.isMaster() && !node.slots.isEmpty())
                .sorted((one, other) -> Integer.compare(one.slots.get(0).first, other.slots.get(0).first))
                .map(NodeEntry::id)
                .toList();
    }

    List<String> replicasOf(String master) {
        return nodes.values().stream()
                .filter(node -> node.master.equals(master))
                .map(NodeEntry::id)
                .toList();
    }

    boolean isMasterWithSlots(String id) {
        return masters().contains(id);
    }

    /** One line of CLUSTER NODES. */
    record NodeEntry(String id, Set<String> flags, String master, List<SlotRange> slots) {

        private static final int FIRST_SLOT_FIELD = 8;

        NodeEntry {
            flags = Set.copyOf(flags);
            slots = List.copyOf(slots);
        }

        static NodeEntry parse(String line) {
            List<String> words = Arrays.asList(line.split(" ", -1));
            List<SlotRange> slots = words.stream()
                    .skip(FIRST_SLOT_FIELD)
                    .filter(word -> !word.isEmpty() && !word.startsWith("[")) // "[" marks a migration
                    .map(SlotRange::parse)
                    .toList();
            return new NodeEntry(words.get(0), Set.of(words.get(2).split(",", -1)), words.get(3), slots);
        }

        boolean isMaster() {
            return flags.contains("master");
        }
    }

    /** Inclusive range of slots. */
    record SlotRange(int first, int last) {

        static SlotRange parse(String text) {
            int dash = text.indexOf('-');
            int first = Integer.parseInt(dash < 0 ? text : text.substring(0, dash));
            return new SlotRange(first, dash < 0 ? first : Integer.parseInt(text.substring(dash + 1)));
        }

        boolean includes(int slot) {
            return first <= slot && slot <= last;
        }
    }
}
