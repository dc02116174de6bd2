package io.redoubt.lettuce;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.protocol.RedisProtocolException;
import io.redoubt.redis.Node;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.support.NodeExceptionTranslator;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Translator that turns exceptions of Lettuce, Netty and the JDK into {@link DriverException}s. Thread-safe. */
final class ExceptionTranslator extends NodeExceptionTranslator {

    /** Created in advance, since there may be no memory when a connection ends. */
    private final DriverException broke;

    ExceptionTranslator(Node node, BooleanSupplier clientClosed) {
        super(node, clientClosed);
        this.broke = lost("broke");
    }

    /** Returns the reason why no connection was established. Never throws. */
    DriverException connecting(Throwable cause) {
        try {
            return clientClosed() ? closed(Execution.NOT_EXECUTED) : notConnected(cause);
        } catch (Throwable noMemory) {
            return broke;
        }
    }

    private DriverException notConnected(Throwable cause) {
        Throwable root = cause;
        for (Throwable at = cause; at != null; at = at.getCause() == at ? null : at.getCause()) {
            root = at;
            if (at instanceof DriverException known) {
                return known;
            }
            if (at instanceof RedisCommandExecutionException) {
                return loginRefused(String.valueOf(at.getMessage()));
            }
            if (at instanceof SSLException) {
                return notExecuted(
                        Kind.ACCESS_DENIED, "no TLS connection to " + node() + ": " + at.getMessage(), cause);
            }
            if (undecodable(at)) {
                return notExecuted(Kind.PROTOCOL, node() + " does not answer as a Redis server does", cause);
            }
        }
        return notExecuted(Kind.UNREACHABLE, "no connection to " + node() + ": " + root, cause);
    }

    /** Returns the reason why an established connection has ended. Never throws. */
    DriverException broke(Throwable cause) {
        try {
            return cause instanceof DriverException known
                    ? known
                    : notExecuted(Kind.CONNECTION_LOST, broke.getMessage(), cause);
        } catch (Throwable noMemory) {
            return broke;
        }
    }

    /** Returns the reason why a connection that the other side closed has ended. */
    DriverException broke() {
        return broke;
    }

    /** Returns the reason why the driver has ended a connection; {@code how} ends a sentence about the connection. */
    DriverException lost(String how) {
        return notExecuted(Kind.CONNECTION_LOST, "the connection to " + node() + " " + how, null);
    }

    /** Returns the reason why a command that was written on a connection got no reply. */
    DriverException unanswered(@Nullable DriverException end) {
        if (clientClosed()) {
            return closed(Execution.UNKNOWN);
        }
        DriverException reason = end == null ? broke : end;
        return undecodable(reason.getCause())
                ? DriverException.outcomeUnknown(Kind.PROTOCOL, node() + " sent what is not a reply", reason)
                : reason.withExecution(Execution.UNKNOWN);
    }

    private static DriverException notExecuted(Kind kind, @Nullable String message, @Nullable Throwable cause) {
        return DriverException.notExecuted(kind, String.valueOf(message), cause);
    }

    private static boolean undecodable(@Nullable Throwable cause) {
        return cause instanceof RedisProtocolException
                || cause instanceof IndexOutOfBoundsException
                || cause instanceof UnsupportedOperationException;
    }
}
