package io.redoubt.redis.spi.support;

import io.redoubt.redis.Node;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Base class of the translators that convert each exception of a Redis client library into a {@link DriverException}.
 * It has the exceptions that do not depend on the client library: a call ended on the caller's side, or the server
 * refused the login. Thread-safe.
 */
public abstract class NodeExceptionTranslator {

    /** The error codes of conditions that pass by themselves; all others are a matter of settings. */
    private static final Set<String> TEMPORARY = Set.of("LOADING", "BUSY", "MASTERDOWN", "TRYAGAIN");

    /** The error codes of a node of a cluster that does not hold a slot now; another node does, or soon will. */
    private static final Set<String> ELSEWHERE = Set.of("CLUSTERDOWN", "MOVED", "ASK");

    private final Node node;
    private final BooleanSupplier clientClosed;

    /**
     * Creates a base.
     *
     * @param node the server that the messages name
     * @param clientClosed whether the client is closed, which then is the reason of every other failure
     */
    protected NodeExceptionTranslator(Node node, BooleanSupplier clientClosed) {
        this.node = node;
        this.clientClosed = clientClosed;
    }

    /** Returns the server. */
    public final Node node() {
        return node;
    }

    /** Returns whether the client is closed. */
    public final boolean clientClosed() {
        return clientClosed.getAsBoolean();
    }

    /**
     * Refuses a call that cannot succeed.
     *
     * @throws DriverException if the client is closed, the current thread is interrupted, or the deadline has passed
     */
    public final void requireCallable(Deadline deadline) {
        if (clientClosed()) {
            throw closed(Execution.NOT_EXECUTED);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted(Execution.NOT_EXECUTED);
        }
        if (deadline.passed()) {
            throw timedOut(Execution.NOT_EXECUTED);
        }
    }

    /** Returns the exception for a call that was ended by the close of the client. */
    public final DriverException closed(Execution execution) {
        return new DriverException(Kind.CLOSED, execution, "the client of " + node + " is closed", null);
    }

    /** Returns the exception for a call that was ended by an interrupt of the caller. */
    public final DriverException interrupted(Execution execution) {
        return new DriverException(Kind.INTERRUPTED, execution, "interrupted while waiting for " + node, null);
    }

    /** Returns the exception for a call that was ended by its deadline. */
    public final DriverException timedOut(Execution execution) {
        String what = execution == Execution.NOT_EXECUTED ? "nothing was sent to " : "no reply from ";
        return new DriverException(Kind.TIMEOUT, execution, what + node + " within the deadline", null);
    }

    /** Returns the exception for a call that a {@link PendingLimit} does not admit. */
    public final DriverException overloaded() {
        return DriverException.notExecuted(
                Kind.OVERLOADED, "as much as allowed already waits for replies of " + node, null);
    }

    /**
     * Returns the exception for a reply, or the replies of one call, above the maximum size.
     *
     * @param maxBytes the maximum
     */
    public final DriverException replyTooLarge(long maxBytes) {
        return DriverException.outcomeUnknown(
                Kind.REPLY_TOO_LARGE,
                "the reply of " + node + " is larger than maxReplyBytes, which is " + maxBytes,
                null);
    }

    /** Returns the exception for the end of a connection on which the reply to another command was too large. */
    public final DriverException closedOverReply(DriverException tooLarge) {
        return DriverException.notExecuted(
                Kind.CONNECTION_LOST,
                "the connection to " + node + " was replaced, since the reply to another command was too large",
                tooLarge);
    }

    /**
     * Returns the exception for an error reply to the login, in the server's own words. The arguments that the server
     * repeats from an unknown command are removed, since they may contain a password. For the same reason no cause is
     * attached.
     *
     * @param line the error reply, without the leading minus
     */
    public final DriverException loginRefused(String line) {
        int space = line.indexOf(' ');
        String code = space < 0 ? line : line.substring(0, space);
        int repeated = line.indexOf(", with args");
        String words = repeated < 0 ? line : line.substring(0, repeated);
        boolean passing = TEMPORARY.contains(code) || line.contains("max number of clients");
        return DriverException.notExecuted(
                passing ? Kind.UNREACHABLE : Kind.ACCESS_DENIED, node + " refused the connection: " + words, null);
    }

    /**
     * Returns the exception for an error reply to the request for push messages: UNREACHABLE if the condition passes by
     * itself, or the messages come from another node of the cluster, otherwise ACCESS_DENIED.
     *
     * @param code the error code of the reply
     * @param what what was refused, and the part of the reply that may be shown
     */
    public final DriverException pushRefused(String code, String what) {
        boolean isPassing = TEMPORARY.contains(code) || ELSEWHERE.contains(code);
        return DriverException.notExecuted(
                isPassing ? Kind.UNREACHABLE : Kind.ACCESS_DENIED, node + " refused " + what, null);
    }
}
