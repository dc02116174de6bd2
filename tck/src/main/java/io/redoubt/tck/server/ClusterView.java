package io.redoubt.tck.server;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A cluster as one of its nodes sees it, by CLUSTER NODES. */
record ClusterView(Map<String, Seen> nodes) {

    private static final Set<String> UNSOUND = Set.of("fail", "fail?", "handshake", "noaddr");

    ClusterView {
        nodes = Map.copyOf(nodes);
    }

    static ClusterView of(RawRedis redis) {
        return new ClusterView(redis.text("CLUSTER", "NODES")
                .lines()
                .map(Seen::parse)
                .collect(Collectors.toMap(Seen::id, Function.identity(), (one, other) -> one)));
    }

    /** Whether it sees these nodes, and sees them well. */
    boolean isSound(Set<String> ids) {
        return ids.stream().allMatch(id -> {
            Seen node = nodes.get(id);
            return node != null && node.flags.stream().noneMatch(UNSOUND::contains);
        });
    }

    /** Who has which slots and who copies whom among these, for comparison with the view of another. */
    Map<String, String> roles(Set<String> ids) {
        Map<String, String> roles = new TreeMap<>();
        ids.forEach(id -> {
            Seen node = nodes.get(id);
            if (node != null) {
                roles.put(id, node.isMaster() ? node.slots.toString() : node.master);
            }
        });
        return roles;
    }

    /** The node that has the slot, null if nobody has. */
    @Nullable
    String ownerOf(int slot) {
        return nodes.values().stream()
                .filter(node -> node.slots.stream().anyMatch(range -> range.includes(slot)))
                .map(Seen::id)
                .findAny()
                .orElse(null);
    }

    /** The masters that have slots, by their lowest. */
    List<String> masters() {
        return nodes.values().stream()
                .filter(node -> node.isMaster() && !node.slots.isEmpty())
                .sorted((one, other) -> Integer.compare(one.slots.get(0).first, other.slots.get(0).first))
                .map(Seen::id)
                .toList();
    }

    List<String> replicasOf(String master) {
        return nodes.values().stream()
                .filter(node -> node.master.equals(master))
                .map(Seen::id)
                .toList();
    }

    boolean isMasterWithSlots(String id) {
        return masters().contains(id);
    }

    /** One node. */
    record Seen(String id, Set<String> flags, String master, List<Range> slots) {

        private static final int FIRST_SLOTS = 8;

        Seen {
            flags = Set.copyOf(flags);
            slots = List.copyOf(slots);
        }

        static Seen parse(String line) {
            List<String> words = Arrays.asList(line.split(" ", -1));
            List<Range> slots = words.stream()
                    .skip(FIRST_SLOTS)
                    .filter(word -> !word.isEmpty() && !word.startsWith("[")) // which is a migration
                    .map(Range::parse)
                    .toList();
            return new Seen(words.get(0), Set.of(words.get(2).split(",", -1)), words.get(3), slots);
        }

        boolean isMaster() {
            return flags.contains("master");
        }
    }

    /** Slots from the first to the last. */
    record Range(int first, int last) {

        static Range parse(String text) {
            int dash = text.indexOf('-');
            int first = Integer.parseInt(dash < 0 ? text : text.substring(0, dash));
            return new Range(first, dash < 0 ? first : Integer.parseInt(text.substring(dash + 1)));
        }

        boolean includes(int slot) {
            return first <= slot && slot <= last;
        }
    }
}
