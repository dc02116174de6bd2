package io.redoubt.lettuce;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.protocol.RedisProtocolException;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Node;
import java.util.Set;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Says what the exceptions of Lettuce, Netty and the JDK mean. Thread-safe.
 *
 * @param node the server that the messages name
 * @param closed whether the client was closed, which explains every other failure
 */
record Failures(Node node, BooleanSupplier closed) {

    private static final Set<String> BUSY_SERVER = Set.of("LOADING", "BUSY", "MASTERDOWN", "TRYAGAIN");

    /** Why no connection was made. */
    DriverException connecting(Throwable cause) {
        if (closed.getAsBoolean()) {
            return closed(Execution.NOT_EXECUTED, cause);
        }
        Throwable root = cause;
        for (Throwable at = cause; at != null; at = causeOf(at)) {
            root = at;
            if (at instanceof RedisCommandExecutionException) {
                return refused(String.valueOf(at.getMessage()));
            }
            if (at instanceof SSLException) {
                return DriverException.notExecuted(
                        Kind.ACCESS_DENIED, "no TLS connection to " + node + ": " + at.getMessage(), cause);
            }
            if (undecodable(at)) {
                return DriverException.notExecuted(
                        Kind.PROTOCOL, node + " does not answer as a Redis server does", cause);
            }
        }
        return DriverException.notExecuted(Kind.UNREACHABLE, "no connection to " + node + ": " + root, cause);
    }

    /**
     * Why the server let nobody in, in its own words, but without those in which it repeats the arguments of a command that
     * it does not know: they may be a password, and therefore the cause is not attached either.
     */
    private DriverException refused(String line) {
        int space = line.indexOf(' ');
        String code = space < 0 ? line : line.substring(0, space);
        int repeated = line.indexOf(", with args");
        String words = repeated < 0 ? line : line.substring(0, repeated);
        boolean passing = BUSY_SERVER.contains(code) || line.contains("max number of clients");
        return DriverException.notExecuted(
                passing ? Kind.UNREACHABLE : Kind.ACCESS_DENIED, node + " refused the connection: " + words, null);
    }

    /** Why a command that was written got no reply. */
    DriverException sending(Throwable cause) {
        if (closed.getAsBoolean()) {
            return closed(Execution.UNKNOWN, cause);
        }
        if (cause instanceof DriverException known) {
            return DriverException.outcomeUnknown(known.kind(), String.valueOf(known.getMessage()), known);
        }
        if (undecodable(cause)) {
            return DriverException.outcomeUnknown(Kind.PROTOCOL, node + " sent what is not a reply", cause);
        }
        return DriverException.outcomeUnknown(
                Kind.CONNECTION_LOST, "the connection to " + node + " broke before the reply", cause);
    }

    /** Why a connection is of no use any more. */
    DriverException lost(@Nullable Throwable cause) {
        return DriverException.notExecuted(Kind.CONNECTION_LOST, "the connection to " + node + " broke", cause);
    }

    /** Why a connection was given up that stands. */
    DriverException silent(String how) {
        return DriverException.notExecuted(
                Kind.CONNECTION_LOST, "gave up the connection to " + node + ": " + how, null);
    }

    /** Why connections were closed that stand. */
    DriverException replaced() {
        return DriverException.notExecuted(
                Kind.CONNECTION_LOST, "the connection to " + node + " was replaced by a new one", null);
    }

    DriverException overloaded() {
        return DriverException.notExecuted(
                Kind.OVERLOADED, "as much as allowed already waits for replies of " + node, null);
    }

    DriverException closed(Execution execution, @Nullable Throwable cause) {
        return new DriverException(Kind.CLOSED, execution, "the client of " + node + " is closed", cause);
    }

    /** Why a connection that was closed, or broke earlier, takes no command. */
    DriverException ended() {
        return closed.getAsBoolean()
                ? closed(Execution.NOT_EXECUTED, null)
                : DriverException.notExecuted(
                        Kind.CONNECTION_LOST, "this connection to " + node + " is closed, or broke earlier", null);
    }

    /** Why a call was ended by its deadline. */
    DriverException late(Execution execution) {
        String what = execution == Execution.NOT_EXECUTED ? "nothing was sent to " : "no reply from ";
        return new DriverException(Kind.TIMEOUT, execution, what + node + " within the deadline", null);
    }

    /** Also sets the interrupt flag again, which catching the exception has cleared. */
    DriverException interrupted(Execution execution, @Nullable InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new DriverException(Kind.INTERRUPTED, execution, "interrupted while waiting for " + node, cause);
    }

    /** Why a call must not even begin, or null if it may. */
    @Nullable
    DriverException refusal(Deadline deadline) {
        if (closed.getAsBoolean()) {
            return closed(Execution.NOT_EXECUTED, null);
        }
        if (Thread.currentThread().isInterrupted()) {
            return interrupted(Execution.NOT_EXECUTED, null);
        }
        return deadline.passed() ? late(Execution.NOT_EXECUTED) : null;
    }

    /**
     * Whether Lettuce missed how an attempt ended. It looks for that on the channel after it has asked for the connection,
     * and if the server was quick to refuse and its own thread was not, the channel is closed and empty by then.
     */
    static boolean outcomeMissed(Throwable failure) {
        for (Throwable at = failure; at != null; at = causeOf(at)) {
            if (at instanceof IllegalStateException
                    && String.valueOf(at.getMessage()).contains("not registered")) {
                return true;
            }
        }
        return false;
    }

    private static boolean undecodable(Throwable cause) {
        return cause instanceof RedisProtocolException
                || cause instanceof IndexOutOfBoundsException
                || cause instanceof UnsupportedOperationException;
    }

    /** The cause of a cause; null where an exception is, as some are, its own. */
    private static @Nullable Throwable causeOf(Throwable throwable) {
        Throwable cause = throwable.getCause();
        return cause == throwable ? null : cause;
    }
}
