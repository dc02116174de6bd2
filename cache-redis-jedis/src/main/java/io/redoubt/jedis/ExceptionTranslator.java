package io.redoubt.jedis;

import io.redoubt.redis.Node;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Reply;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Translator of exceptions and errors into {@link DriverException}s. Thread-safe.
 *
 * <p>A call whose socket is closed fails in many ways, so causes on the client's side are considered first: the
 * client was closed, the caller was interrupted (which closes the channel on which it blocks), the connection was
 * replaced, or the deadline passed. Only the remaining failures are attributed to the server.
 */
final class ExceptionTranslator {

    private final Node node;
    private final OpenConnections connections;
    private final DriverException unknownWithoutMemory;
    private final DriverException unsentWithoutMemory;

    ExceptionTranslator(Node node, OpenConnections connections) {
        this.node = node;
        this.connections = connections;
        // Created in advance, for use when there is no memory to create an exception.
        String outOfMemory = "the connection to " + node + " was given up: out of memory";
        this.unknownWithoutMemory = DriverException.outcomeUnknown(Kind.CONNECTION_LOST, outOfMemory, null);
        this.unsentWithoutMemory = DriverException.notExecuted(Kind.CONNECTION_LOST, outOfMemory, null);
    }

    /**
     * Refuses a call that cannot succeed.
     *
     * @throws DriverException if the client is closed, the caller is interrupted, or the deadline has passed
     */
    void refuseIfPointless(Deadline deadline) {
        if (connections.closed()) {
            throw closed();
        }
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted(null);
        }
        if (deadline.passed()) {
            throw notSentInTime(null);
        }
    }

    /**
     * Translates an exception or error during an exchange, after something may have been written. Never throws.
     */
    DriverException duringExchange(Throwable e, RespConnection connection) {
        try {
            return e instanceof DriverException known ? known : translate(e, connection, Execution.UNKNOWN);
        } catch (Throwable noMemory) {
            return unknownWithoutMemory;
        }
    }

    /** Translates an exception or error when it is unknown whether something was written. Never throws. */
    DriverException unexpected(Throwable e) {
        try {
            return e instanceof DriverException known ? known : givenUp(e, Execution.UNKNOWN);
        } catch (Throwable noMemory) {
            return unknownWithoutMemory;
        }
    }

    /** Translates an exception or error when certainly nothing was written. Never throws. */
    DriverException notSent(Throwable e) {
        try {
            return e instanceof DriverException known
                    ? DriverException.notExecuted(known.kind(), String.valueOf(known.getMessage()), known.getCause())
                    : givenUp(e, Execution.NOT_EXECUTED);
        } catch (Throwable noMemory) {
            return unsentWithoutMemory;
        }
    }

    /**
     * Returns the exception for commands of which nothing was written, on a connection that failed for the given
     * reason. Never throws.
     */
    DriverException beforeSending(DriverException reason) {
        try {
            String message = reason.getMessage() + " before this command was sent";
            return DriverException.notExecuted(reason.kind(), message, reason.getCause());
        } catch (Throwable noMemory) {
            return unsentWithoutMemory;
        }
    }

    /** Translates an exception or error during connecting, TLS negotiation or login. */
    DriverException whileConnecting(Throwable e, @Nullable RespConnection connection) {
        if (e instanceof DriverException known) {
            return known;
        }
        DriverException translated = translate(e, connection, Execution.NOT_EXECUTED);
        IOException io = ioCause(e);
        if (translated.kind() != Kind.CONNECTION_LOST || io == null) {
            return translated;
        }
        if (io instanceof SocketTimeoutException) {
            return DriverException.notExecuted(Kind.TIMEOUT, "could not connect to " + node + " in time", e);
        }
        boolean cut = io.getCause() instanceof SocketException || io.getCause() instanceof EOFException;
        if (io instanceof SSLException && !cut) {
            String message = node + " could not be trusted or does not encrypt: " + io.getMessage();
            return DriverException.notExecuted(Kind.ACCESS_DENIED, message, e);
        }
        return unreachable(io);
    }

    /**
     * Returns the exception for a failure between the end of the TLS handshake, as the client sees it, and the end
     * of the login.
     */
    DriverException afterHandshake(DriverException failure) {
        return failure.kind() == Kind.UNREACHABLE
                ? DriverException.notExecuted(
                        Kind.UNREACHABLE,
                        failure.getMessage() + ", right after the TLS handshake: it may want a client certificate",
                        failure.getCause())
                : failure;
    }

    DriverException unreachable(IOException e) {
        return DriverException.notExecuted(Kind.UNREACHABLE, "could not connect to " + node + ": " + e.getMessage(), e);
    }

    DriverException connectTimedOut(Duration limit, DriverException e) {
        String message = "could not connect to " + node + " within " + limit.toMillis() + " ms";
        return DriverException.notExecuted(Kind.UNREACHABLE, message, e);
    }

    /** Returns the exception for an error reply to the login, or in place of its reply. */
    DriverException connectionRefused(Reply.Refusal refusal) {
        // These conditions are temporary; all others are a matter of settings.
        boolean passing = refusal.message().startsWith("ERR max number of clients")
                || refusal.code().equals("LOADING")
                || refusal.code().equals("BUSY")
                || refusal.code().equals("MASTERDOWN");
        Kind kind = passing ? Kind.UNREACHABLE : Kind.ACCESS_DENIED;
        return DriverException.notExecuted(kind, node + " refused the connection: " + refusal.message(), null);
    }

    /**
     * Returns the exception for an error reply to a subscription. The server's message is cut, since some messages
     * name the keys or channels of the subscription.
     */
    DriverException subscriptionRefused(String what, Reply.Refusal refusal) {
        int arguments = refusal.message().indexOf(", with args");
        boolean namesNothing = refusal.code().equals("ERR") && arguments < 0;
        String line = namesNothing
                ? refusal.message()
                : refusal.message()
                        .substring(0, Math.max(arguments, refusal.code().length()));
        return DriverException.notExecuted(Kind.ACCESS_DENIED, node + " refused " + what + ": " + line, null);
    }

    /**
     * Returns the exception for any other reason that prevents commands from being sent; {@code what} is the
     * predicate of a sentence about the server.
     */
    DriverException notExecuted(Kind kind, String what) {
        return DriverException.notExecuted(kind, node + " " + what, null);
    }

    DriverException closed() {
        return DriverException.notExecuted(Kind.CLOSED, "the client of " + node + " is closed", null);
    }

    DriverException interrupted(@Nullable InterruptedException e) {
        return DriverException.notExecuted(Kind.INTERRUPTED, "interrupted before anything was sent to " + node, e);
    }

    /**
     * Returns the exception for a deadline that passed before anything was sent, with the refusal of an additional
     * connection as a possible cause.
     */
    DriverException notSentInTime(@Nullable DriverException refusal) {
        return DriverException.notExecuted(Kind.TIMEOUT, "could not be sent to " + node + " in time", refusal);
    }

    /** Returns the exception for a caller that stopped waiting because of an interrupt or its deadline. */
    DriverException gaveUp(Kind kind, Execution execution) {
        if (execution == Execution.NOT_EXECUTED) {
            return kind == Kind.INTERRUPTED ? interrupted(null) : notSentInTime(null);
        }
        String why =
                kind == Kind.INTERRUPTED ? "interrupted while waiting for " + node : node + " did not answer in time";
        return DriverException.outcomeUnknown(kind, why, null);
    }

    /** Returns the exception for a subscription that the server ended. */
    DriverException unsubscribed() {
        return DriverException.outcomeUnknown(Kind.CONNECTION_LOST, node + " ended the subscription", null);
    }

    private DriverException translate(Throwable e, @Nullable RespConnection connection, Execution execution) {
        IOException io = ioCause(e);
        if (connections.closed()) {
            return new DriverException(Kind.CLOSED, execution, "the client of " + node + " was closed", e);
        } else if (Thread.currentThread().isInterrupted()) {
            return new DriverException(Kind.INTERRUPTED, execution, "interrupted while waiting for " + node, e);
        } else if (connection != null && connection.replaced()) {
            String message = "the connection to " + node + " was replaced by a new one";
            return new DriverException(Kind.CONNECTION_LOST, execution, message, e);
        } else if (connection != null && connection.expired()) {
            return new DriverException(Kind.TIMEOUT, execution, node + " did not answer in time", e);
        } else if (e instanceof Error) {
            return givenUp(e, execution);
        } else if (io == null) {
            return new DriverException(Kind.PROTOCOL, execution, node + " sent what is not a reply", e);
        }
        String message = "the connection to " + node + " was lost: " + io.getMessage();
        return new DriverException(Kind.CONNECTION_LOST, execution, message, e);
    }

    private DriverException givenUp(Throwable e, Execution execution) {
        String message = "the connection to " + node + " was given up: " + e;
        return new DriverException(connections.closed() ? Kind.CLOSED : Kind.CONNECTION_LOST, execution, message, e);
    }

    private static @Nullable IOException ioCause(Throwable e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof IOException io) {
                return io;
            }
        }
        return null;
    }
}
