package io.redoubt.redis.core.routing;

import io.redoubt.redis.Node;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Range of adjacent hash slots owned by one cluster master, as reported by {@code CLUSTER SLOTS}.
 *
 * @param first the first slot
 * @param last the last slot, inclusive
 * @param master the master that owns the slots
 * @param nodeId the id of the master; null if the reply has none
 */
record SlotRange(int first, int last, Node master, @Nullable String nodeId) {

    /**
     * Parses the reply to {@code CLUSTER SLOTS}. Returns an empty list if the reply has another form or contains no
     * slots.
     *
     * @param reply the reply
     * @param asked the node that replied, whose host is used if an entry names none
     */
    static List<SlotRange> parse(Reply reply, Node asked) {
        List<SlotRange> ranges = new ArrayList<>();
        if (reply instanceof Reply.Array array) {
            for (Reply element : array.elements()) {
                if (element instanceof Reply.Array range
                        && range.elements().size() >= 3
                        && range.elements().get(0) instanceof Reply.Int first
                        && range.elements().get(1) instanceof Reply.Int last
                        && range.elements().get(2) instanceof Reply.Array master
                        && master.elements().size() >= 2
                        && master.elements().get(1) instanceof Reply.Int port
                        && isRange(first.value(), last.value())
                        && port.value() > 0
                        && port.value() <= 65_535) {
                    ranges.add(new SlotRange(
                            (int) first.value(),
                            (int) last.value(),
                            new Node(host(master.elements().get(0), asked), (int) port.value()),
                            nodeId(master.elements())));
                }
            }
        }
        return ranges;
    }

    private static @Nullable String nodeId(List<Reply> master) {
        return master.size() > 2
                        && master.get(2) instanceof Reply.Data id
                        && !id.text().isEmpty()
                ? id.text()
                : null;
    }

    private static boolean isRange(long first, long last) {
        return first >= 0 && first <= last && last < HashSlot.COUNT;
    }

    /**
     * A node that does not know its own address, or is configured not to announce it, is reachable at the address
     * at which it was asked.
     */
    private static String host(Reply reply, Node asked) {
        return reply instanceof Reply.Data data
                        && !data.text().isEmpty()
                        && !data.text().equals("?")
                ? data.text()
                : asked.host();
    }
}
