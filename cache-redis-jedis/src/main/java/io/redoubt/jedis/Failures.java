package io.redoubt.jedis;

import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Node;
import io.redoubt.redis.spi.Reply;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Says what went wrong, in the words of the port.
 *
 * <p>A socket that was closed under a call fails in many ways, so who closed it is asked first: the client's end, the
 * caller's interrupt (which closes the channel it blocks on), the deadline. Only what none of them did is the server's.
 */
final class Failures {

    private final Node node;
    private final Sockets sockets;

    Failures(Node node, Sockets sockets) {
        this.node = node;
        this.sockets = sockets;
    }

    /** A failure after something was written. */
    DriverException calling(Throwable e, Watch watch) {
        DriverException ours = ours(watch, Execution.UNKNOWN, e);
        return ours == null ? theirs(e, Execution.UNKNOWN) : ours;
    }

    /** The same failure, for a command of which nothing was written. */
    DriverException notReached(DriverException e) {
        return DriverException.notExecuted(e.kind(), e.getMessage() + " before this command was sent", e.getCause());
    }

    /** A failure to connect, to encrypt or to log in. */
    DriverException opening(Throwable e, Watch watch) {
        DriverException ours = ours(watch, Execution.NOT_EXECUTED, e);
        if (ours != null) {
            return ours;
        }
        if (e instanceof JedisDataException refusal) {
            return refusedEntry(Replies.refusal(refusal), refusal);
        }
        IOException io = ioCause(e);
        if (io instanceof SSLException
                && !(io.getCause() instanceof SocketException || io.getCause() instanceof EOFException)) {
            return DriverException.notExecuted(
                    Kind.ACCESS_DENIED, node + " could not be trusted or does not encrypt: " + io.getMessage(), e);
        }
        if (io instanceof SocketTimeoutException) {
            return DriverException.notExecuted(Kind.TIMEOUT, "could not connect to " + node + " in time", e);
        }
        return io == null ? theirs(e, Execution.NOT_EXECUTED) : unreachable(io);
    }

    DriverException unreachable(IOException e) {
        return DriverException.notExecuted(Kind.UNREACHABLE, "could not connect to " + node + ": " + e.getMessage(), e);
    }

    DriverException tooSlowToConnect(Duration limit, DriverException e) {
        return DriverException.notExecuted(
                Kind.UNREACHABLE, "could not connect to " + node + " within " + limit.toMillis() + " ms", e);
    }

    /** The server's refusal on a connection that works; its line is cut, since some name the keys or channels meant. */
    DriverException refused(String what, Reply reply) {
        String line = "it answered with " + reply.getClass().getSimpleName();
        if (reply instanceof Reply.Refusal refusal) {
            int arguments = refusal.message().indexOf(", with args");
            boolean plain = refusal.code().equals("ERR") && arguments < 0;
            line = plain
                    ? refusal.message()
                    : refusal.message()
                            .substring(0, Math.max(arguments, refusal.code().length()));
        }
        return DriverException.notExecuted(Kind.ACCESS_DENIED, node + " refused " + what + ": " + line, null);
    }

    /** A connection that is used again after it failed, or was closed. */
    DriverException endedBefore() {
        return DriverException.notExecuted(
                Kind.CONNECTION_LOST, "this connection to " + node + " has ended and cannot be used again", null);
    }

    /** A connection whose server closed it, or spoke unasked, while nobody used it. */
    DriverException endedWhileIdle() {
        return DriverException.notExecuted(Kind.CONNECTION_LOST, node + " ended an idle connection", null);
    }

    void refuseIfClosedOrInterrupted() {
        if (sockets.closed()) {
            throw closed();
        }
        refuseIfInterrupted();
    }

    void refuseIfInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted(null);
        }
    }

    DriverException closed() {
        return DriverException.notExecuted(Kind.CLOSED, "the client of " + node + " is closed", null);
    }

    DriverException interrupted(@Nullable InterruptedException e) {
        return DriverException.notExecuted(Kind.INTERRUPTED, "interrupted before anything was sent to " + node, e);
    }

    DriverException overloaded(String why) {
        return DriverException.notExecuted(Kind.OVERLOADED, node + " is kept too busy: " + why, null);
    }

    /** The same failure where whatever the server has heard ends with the connection. */
    DriverException notExecuted(DriverException e) {
        return DriverException.notExecuted(e.kind(), String.valueOf(e.getMessage()), e.getCause());
    }

    /** A deadline that passed while the command waited for its turn. */
    DriverException notSentInTime() {
        return DriverException.notExecuted(Kind.TIMEOUT, "could not be sent to " + node + " in time", null);
    }

    /** A caller who stops waiting for the reply to what was written. */
    DriverException notAnswered(Kind kind) {
        String why =
                kind == Kind.INTERRUPTED ? "interrupted while waiting for " + node : node + " did not answer in time";
        return DriverException.outcomeUnknown(kind, why, null);
    }

    /** A server that ended a subscription by itself. */
    DriverException unsubscribed() {
        return DriverException.outcomeUnknown(Kind.CONNECTION_LOST, node + " ended the subscription", null);
    }

    private @Nullable DriverException ours(Watch watch, Execution execution, Throwable e) {
        if (sockets.closed()) {
            return new DriverException(Kind.CLOSED, execution, "the client of " + node + " was closed", e);
        }
        if (Thread.currentThread().isInterrupted()) {
            return new DriverException(Kind.INTERRUPTED, execution, "interrupted while waiting for " + node, e);
        }
        if (watch.replaced()) {
            return new DriverException(
                    Kind.CONNECTION_LOST, execution, "the connection to " + node + " was given up for a new one", e);
        }
        return watch.expired()
                ? new DriverException(Kind.TIMEOUT, execution, node + " did not answer in time", e)
                : null;
    }

    private DriverException theirs(Throwable e, Execution execution) {
        IOException io = ioCause(e);
        if (e instanceof Error) {
            return failed(execution, e);
        }
        return io == null
                ? new DriverException(Kind.PROTOCOL, execution, node + " sent what is not a reply", e)
                : new DriverException(
                        Kind.CONNECTION_LOST,
                        execution,
                        "the connection to " + node + " was lost: " + io.getMessage(),
                        e);
    }

    /** An error on our side, which leaves the connection in the middle of something. */
    DriverException failed(Execution execution, Throwable e) {
        return new DriverException(
                Kind.CONNECTION_LOST, execution, "the connection to " + node + " was given up, because of " + e, e);
    }

    /** The server's refusal to let somebody in, or to serve him already. */
    DriverException refusedEntry(Reply.Refusal refusal, @Nullable Throwable e) {
        // These pass by themselves; everything else needs somebody to change the settings.
        boolean passing = refusal.message().startsWith("ERR max number of clients")
                || refusal.code().equals("LOADING")
                || refusal.code().equals("BUSY")
                || refusal.code().equals("MASTERDOWN");
        return DriverException.notExecuted(
                passing ? Kind.UNREACHABLE : Kind.ACCESS_DENIED,
                node + " refused the connection: " + refusal.message(),
                e);
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
