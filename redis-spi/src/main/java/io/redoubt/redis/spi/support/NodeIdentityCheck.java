package io.redoubt.redis.spi.support;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Reply;
import org.jspecify.annotations.Nullable;

/**
 * Check that compares the cluster node id of a newly connected server with the expected id. Thread-safe. Checks nothing
 * until a node id is required.
 */
public final class NodeIdentityCheck {

    private static final Command QUERY = Command.keyless("CLUSTER", Command.ascii("MYID"));

    /** Part of the reply of a server that is no node of a cluster. Every other refusal leaves the question open. */
    private static final String NO_CLUSTER = "cluster support disabled";

    private volatile @Nullable String requiredId;

    /** Requires this node id of all connections that are opened from now on. */
    public void require(String nodeId) {
        requiredId = nodeId;
    }

    /** Returns the command that asks a server for its node id; null if no id is required. */
    public @Nullable Command query() {
        return requiredId == null ? null : QUERY;
    }

    /** Returns what speaks against the server that gave this reply to the query; null if nothing does. */
    public @Nullable String objection(Reply reply) {
        String id = requiredId;
        if (reply instanceof Reply.Refusal refusal) {
            return objection(refusal.message());
        }
        return id == null || (reply instanceof Reply.Data data && data.text().equals(id)) ? null : describe(id);
    }

    /** Returns what speaks against the server that refused the query with this message; null if nothing does. */
    public @Nullable String objection(String refusal) {
        String id = requiredId;
        return id != null && refusal.contains(NO_CLUSTER) ? describe(id) : null;
    }

    private static String describe(String id) {
        return "another server has taken the place of node " + id + " of the cluster";
    }
}
