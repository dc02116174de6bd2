package io.redoubt.redis.core.routing;

import io.redoubt.redis.Node;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where else a server sends a command that it did not execute.
 *
 * @param kind what it says
 * @param slot the slot that it speaks of
 * @param node the other server; null where it says that the same is to be tried again
 */
record Redirect(Kind kind, int slot, @Nullable Node node) {

    private static final Set<String> NOT_MASTER = Set.of("READONLY", "MASTERDOWN", "CLUSTERDOWN");

    /** What a server says. */
    enum Kind {
        /** The slot is elsewhere from now on. */
        MOVED,
        /** The slot is on its way, and this key is there already: ask there, this once. */
        ASK,
        /** The slot is on its way, and its keys are in two places just now. */
        TRYAGAIN
    }

    /**
     * Reads a refusal; null if it is none of these.
     *
     * @param asked who said so, which is meant where no host is named
     */
    static @Nullable Redirect parse(Reply.Refusal refusal, Node asked) {
        return switch (refusal.code()) {
            case "MOVED" -> parseTarget(Kind.MOVED, refusal.message(), asked);
            case "ASK" -> parseTarget(Kind.ASK, refusal.message(), asked);
            case "TRYAGAIN" -> new Redirect(Kind.TRYAGAIN, -1, null);
            default -> null;
        };
    }

    /** Whether a refusal suggests that somebody else is the master by now. */
    static boolean indicatesOtherMaster(Reply.Refusal refusal) {
        // Redis 6.2 wraps what a script was refused for into a sentence.
        return NOT_MASTER.contains(refusal.code())
                || (refusal.code().equals("ERR") && refusal.message().contains("READONLY"));
    }

    /** Whether it names another place, which a caller has no use for: that the driver did not get there is a matter of time. */
    boolean namesOtherNode() {
        return kind != Kind.TRYAGAIN;
    }

    /** What becomes of a command that would be sent there after its deadline. */
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
