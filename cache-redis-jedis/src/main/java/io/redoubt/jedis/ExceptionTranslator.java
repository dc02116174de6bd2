package io.redoubt.jedis;

import io.redoubt.redis.Node;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Reply;
import io.redoubt.redis.spi.support.NodeExceptionTranslator;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Translator that turns exceptions and errors of Jedis and the JDK into {@link DriverException}s. Thread-safe.
 *
 * <p>A call whose socket is closed fails in many ways, so causes on the client's side are considered first: the
 * client was closed, the caller was interrupted (which closes the channel on which it blocks), the deadline passed,
 * or the connection was replaced. Only the remaining failures are attributed to the server.
 */
final class ExceptionTranslator extends NodeExceptionTranslator {

    private final DriverException unknownWithoutMemory;
    private final DriverException unsentWithoutMemory;

    ExceptionTranslator(Node node, BooleanSupplier clientClosed) {
        super(node, clientClosed);
        // Created in advance, for use when there is no memory to create an exception.
        this.unknownWithoutMemory = lost(Execution.UNKNOWN, "was given up: out of memory", null);
        this.unsentWithoutMemory = lost(Execution.NOT_EXECUTED, "was given up: out of memory", null);
    }

    /**
     * Translates an exception or error after which something may have been written. Never throws.
     *
     * @param connection the connection that was in use, or null if the cause lies outside of any exchange
     */
    DriverException outcomeUnknown(Throwable e, @Nullable RespConnection connection) {
        try {
            return e instanceof DriverException known ? known : translate(e, Execution.UNKNOWN, connection);
        } catch (Throwable noMemory) {
            return unknownWithoutMemory;
        }
    }

    /**
     * Returns the consequence of a failure for the commands of a batch after the one whose reply was to be read. Never
     * throws.
     */
    DriverException forOtherCommands(DriverException failure) {
        try {
            return failure.kind() == Kind.REPLY_TOO_LARGE
                    ? closedOverReply(failure).withExecution(Execution.UNKNOWN)
                    : failure;
        } catch (Throwable noMemory) {
            return unknownWithoutMemory;
        }
    }

    /** Translates an exception or error for commands of which certainly nothing was written. Never throws. */
    DriverException notSent(Throwable e) {
        try {
            return e instanceof DriverException known
                    ? known.withExecution(Execution.NOT_EXECUTED)
                    : translate(e, Execution.NOT_EXECUTED, null);
        } catch (Throwable noMemory) {
            return unsentWithoutMemory;
        }
    }

    /**
     * Translates an exception or error during connecting, TLS negotiation or login.
     *
     * @param handshaken whether the TLS handshake has ended, as the client sees it
     */
    DriverException whileConnecting(Throwable e, @Nullable RespConnection connection, boolean handshaken) {
        if (e instanceof DriverException known) {
            return known;
        }
        DriverException translated = translate(e, Execution.NOT_EXECUTED, connection);
        IOException io = ioCause(e);
        if (translated.kind() != Kind.CONNECTION_LOST || io == null) {
            return translated;
        }
        if (io instanceof SocketTimeoutException) {
            return timedOut(Execution.NOT_EXECUTED);
        }
        boolean cut = io.getCause() instanceof SocketException || io.getCause() instanceof EOFException;
        if (io instanceof SSLException && !cut) {
            String what = "could not be trusted or does not encrypt: " + io.getMessage();
            return notExecuted(Kind.ACCESS_DENIED, what, e);
        }
        String hint = handshaken ? ", right after the TLS handshake: it may want a client certificate" : "";
        return unreachable(io.getMessage() + hint, io);
    }

    DriverException unreachable(@Nullable String how, Throwable cause) {
        return notExecuted(Kind.UNREACHABLE, "could not be connected to: " + how, cause);
    }

    /**
     * Returns the exception for an error reply to a subscription. The server's message is cut, since some messages
     * name the keys or channels of the subscription.
     */
    DriverException subscriptionRefused(String what, Reply.Refusal refusal) {
        String line = refusal.message();
        int arguments = line.indexOf(", with args");
        if (arguments >= 0 || !refusal.code().equals("ERR")) {
            line = line.substring(0, Math.max(arguments, refusal.code().length()));
        }
        return pushRefused(refusal.code(), what + ": " + line);
    }

    /**
     * Returns the exception for any other reason that prevents commands from being sent; {@code what} is the
     * predicate of a sentence about the server.
     */
    DriverException notExecuted(Kind kind, String what, @Nullable Throwable cause) {
        return DriverException.notExecuted(kind, node() + " " + what, cause);
    }

    private DriverException translate(Throwable e, Execution execution, @Nullable RespConnection connection) {
        if (clientClosed()) {
            return closed(execution);
        } else if (Thread.currentThread().isInterrupted()) {
            return interrupted(execution);
        } else if (connection != null && connection.expired()) {
            return timedOut(execution);
        } else if (connection != null && connection.replaced()) {
            return lost(execution, "was replaced by a new one", e);
        } else if (e instanceof Error || connection == null) {
            return lost(execution, "was given up: " + e, e);
        }
        IOException io = ioCause(e);
        return io == null
                ? new DriverException(Kind.PROTOCOL, execution, node() + " sent what is not a reply", e)
                : lost(execution, "was lost: " + io.getMessage(), e);
    }

    private DriverException lost(Execution execution, String how, @Nullable Throwable cause) {
        return new DriverException(Kind.CONNECTION_LOST, execution, "the connection to " + node() + " " + how, cause);
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
