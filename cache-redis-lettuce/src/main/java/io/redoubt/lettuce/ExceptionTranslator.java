package io.redoubt.lettuce;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.protocol.RedisProtocolException;
import io.redoubt.redis.Node;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import java.util.Set;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Translator of exceptions of Lettuce, Netty and the JDK into driver exceptions. Thread-safe.
 *
 * @param node the server that the messages name
 * @param clientClosed whether the client is closed, which then is the reason of every other failure
 */
record ExceptionTranslator(Node node, BooleanSupplier clientClosed) {

    private static final Set<String> BUSY_SERVER = Set.of("LOADING", "BUSY", "MASTERDOWN", "TRYAGAIN");

    /** Returns the reason why no connection was established. */
    DriverException connecting(Throwable cause) {
        if (clientClosed.getAsBoolean()) {
            return closed(Execution.NOT_EXECUTED);
        }
        Throwable root = cause;
        for (Throwable at = cause; at != null; at = at.getCause() == at ? null : at.getCause()) {
            root = at;
            if (at instanceof DriverException known) {
                return known;
            }
            if (at instanceof RedisCommandExecutionException) {
                return refused(String.valueOf(at.getMessage()));
            }
            if (at instanceof SSLException) {
                return notExecuted(Kind.ACCESS_DENIED, "no TLS connection to " + node + ": " + at.getMessage(), cause);
            }
            if (undecodable(at)) {
                return notExecuted(Kind.PROTOCOL, node + " does not answer as a Redis server does", cause);
            }
        }
        return notExecuted(Kind.UNREACHABLE, "no connection to " + node + ": " + root, cause);
    }

    /**
     * Returns the reason why the server refused the login, in the server's own words. The arguments that the
     * server repeats from an unknown command are removed, since they may contain a password. For the same reason
     * no cause is attached.
     */
    DriverException refused(String line) {
        int space = line.indexOf(' ');
        String code = space < 0 ? line : line.substring(0, space);
        int repeated = line.indexOf(", with args");
        String words = repeated < 0 ? line : line.substring(0, repeated);
        boolean passing = BUSY_SERVER.contains(code) || line.contains("max number of clients");
        return notExecuted(
                passing ? Kind.UNREACHABLE : Kind.ACCESS_DENIED, node + " refused the connection: " + words, null);
    }

    /** Returns the reason why a command that was written got no reply. */
    DriverException sending(@Nullable Throwable cause) {
        if (clientClosed.getAsBoolean()) {
            return closed(Execution.UNKNOWN);
        }
        if (cause instanceof DriverException known) {
            return DriverException.outcomeUnknown(known.kind(), String.valueOf(known.getMessage()), known);
        }
        return undecodable(cause)
                ? DriverException.outcomeUnknown(Kind.PROTOCOL, node + " sent what is not a reply", cause)
                : DriverException.outcomeUnknown(
                        Kind.CONNECTION_LOST, "the connection to " + node + " broke before the reply", cause);
    }

    /** Returns the reason why a connection has ended and nothing more is written to it. */
    DriverException lost(String how, @Nullable Throwable cause) {
        return notExecuted(Kind.CONNECTION_LOST, "the connection to " + node + " " + how, cause);
    }

    DriverException closed(Execution execution) {
        return new DriverException(Kind.CLOSED, execution, "the client of " + node + " is closed", null);
    }

    /** Returns the exception for a call that was ended by its deadline. */
    DriverException late(Execution execution) {
        String what = execution == Execution.NOT_EXECUTED ? "nothing was sent to " : "no reply from ";
        return new DriverException(Kind.TIMEOUT, execution, what + node + " within the deadline", null);
    }

    DriverException interrupted(Execution execution) {
        return new DriverException(Kind.INTERRUPTED, execution, "interrupted while waiting for " + node, null);
    }

    /** Returns the reason why a call must not begin, or null if it may. */
    @Nullable
    DriverException refusal(Deadline deadline) {
        if (clientClosed.getAsBoolean()) {
            return closed(Execution.NOT_EXECUTED);
        }
        if (Thread.currentThread().isInterrupted()) {
            return interrupted(Execution.NOT_EXECUTED);
        }
        return deadline.passed() ? late(Execution.NOT_EXECUTED) : null;
    }

    /** Returns the reason why a request is not admitted, or null if the request has been admitted. */
    @Nullable
    DriverException refusal(Request request, Deadline deadline) {
        DriverException refusal = refusal(deadline);
        return refusal != null || request.admit()
                ? refusal
                : notExecuted(Kind.OVERLOADED, "as much as allowed already waits for replies of " + node, null);
    }

    private static DriverException notExecuted(Kind kind, String message, @Nullable Throwable cause) {
        return DriverException.notExecuted(kind, message, cause);
    }

    private static boolean undecodable(@Nullable Throwable cause) {
        return cause instanceof RedisProtocolException
                || cause instanceof IndexOutOfBoundsException
                || cause instanceof UnsupportedOperationException;
    }
}
