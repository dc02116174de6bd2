package io.redoubt.redis.core.routing;

import io.redoubt.redis.Node;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parsed error reply by which a cluster node tells the client to send the command to another node, or to try again. Its
 * code is {@code MOVED}, {@code ASK} or {@code TRYAGAIN}. The server has not executed the command.
 *
 * @param kind the kind of redirection
 * @param slot the slot concerned; -1 for TRYAGAIN
 * @param node the node to go to; null if the same node is to be tried again
 */
record Redirect(Kind kind, int slot, @Nullable Node node) {

    private static final Set<String> NOT_MASTER = Set.of("READONLY", "MASTERDOWN", "CLUSTERDOWN");

    /** Kind of redirection. */
    enum Kind {
        /** The slot has moved permanently. */
        MOVED,
        /** The slot is being migrated and this key has already been moved: send this one command to the other node. */
        ASK,
        /** The slot is being migrated and the keys of the command are currently split between two nodes. */
        TRYAGAIN
    }

    /**
     * Parses an error reply. Returns null if it is not a redirection.
     *
     * @param refusal the error reply
     * @param asked the node that replied, whose host is used if the redirection names none
     */
    static @Nullable Redirect parse(Reply.Refusal refusal, Node asked) {
        return switch (refusal.code()) {
            case "MOVED" -> parseTarget(Kind.MOVED, refusal.message(), asked);
            case "ASK" -> parseTarget(Kind.ASK, refusal.message(), asked);
            case "TRYAGAIN" -> new Redirect(Kind.TRYAGAIN, -1, null);
            default -> null;
        };
    }

    /** Returns whether an error reply suggests that another server has become the master. */
    static boolean indicatesOtherMaster(Reply.Refusal refusal) {
        // Redis 6.2 wraps the error of a command within a script in a longer message.
        return NOT_MASTER.contains(refusal.code())
                || (refusal.code().equals("ERR") && refusal.message().contains("READONLY"));
    }

    /**
     * Returns whether the redirection names another node. Callers have no use for such a reply: if it arrives too
     * late to be followed, the call has timed out.
     */
    boolean namesOtherNode() {
        return kind != Kind.TRYAGAIN;
    }

    /** Returns the exception for a command whose deadline passed before the redirection could be followed. */
    DriverException expired() {
        return ServerHandle.notExecuted(
                DriverException.Kind.TIMEOUT, "pointed to " + node + " for slot " + slot + " when its time was over");
    }

    private static @Nullable Redirect parseTarget(Kind kind, String message, Node asked) {
        String[] fields = message.split(" ", -1);
        int colon = fields.length < 3 ? -1 : fields[2].lastIndexOf(':');
        if (colon < 0) {
            return null;
        }
        try {
            String host = fields[2].substring(0, colon);
            int slot = Integer.parseInt(fields[1]);
            int port = Integer.parseInt(fields[2].substring(colon + 1));
            return slot < 0 || slot >= HashSlot.COUNT
                    ? null
                    : new Redirect(
                            kind, slot, new Node(host.isEmpty() || host.equals("?") ? asked.host() : host, port));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
