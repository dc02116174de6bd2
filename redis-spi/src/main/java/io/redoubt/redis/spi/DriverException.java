package io.redoubt.redis.spi;

import org.jspecify.annotations.Nullable;

/**
 * Exception thrown when a call to Redis ends without a usable reply. It tells whether the server may have executed the
 * command.
 *
 * <p>The only exception that drivers throw. Messages name host and port, never a key, a value or a credential.
 */
public final class DriverException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Kind of failure. */
    public enum Kind {
        /** No connection could be made: it was refused, or timed out after the connect timeout of the settings. */
        UNREACHABLE,
        /**
         * A connection was made, but the server refused the credentials, the database or TLS; or it refused a
         * subscription, because of the channel's name or because it does not know the command.
         */
        ACCESS_DENIED,
        /** The deadline of the call passed, at whatever stage. */
        TIMEOUT,
        /** The connection broke before the reply was complete. */
        CONNECTION_LOST,
        /** A limit of the driver is reached: its queue is full or its pool is exhausted. */
        OVERLOADED,
        /** The calling thread was interrupted. */
        INTERRUPTED,
        /** The driver is closed. */
        CLOSED,
        /** The server sent data that is not a valid reply. */
        PROTOCOL,
        /** The reply, or the replies of one call together, exceed the maximum size of the settings. */
        REPLY_TOO_LARGE
    }

    /** Certainty about the execution of the command. */
    public enum Execution {
        /** The command was certainly not executed: nothing of it was written. */
        NOT_EXECUTED,
        /**
         * It is unknown whether the command was executed: it was written, at least in part, and no reply was
         * received.
         */
        UNKNOWN
    }

    private final Kind kind;
    private final Execution execution;

    /** Creates an exception. */
    public DriverException(Kind kind, Execution execution, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.execution = execution;
    }

    /** Returns an exception for a command that was certainly not executed. */
    public static DriverException notExecuted(Kind kind, String message, @Nullable Throwable cause) {
        return new DriverException(kind, Execution.NOT_EXECUTED, message, cause);
    }

    /** Returns an exception for a command that may have been executed. */
    public static DriverException outcomeUnknown(Kind kind, String message, @Nullable Throwable cause) {
        return new DriverException(kind, Execution.UNKNOWN, message, cause);
    }

    /** Returns the kind of failure. */
    public Kind kind() {
        return kind;
    }

    /** Returns whether the server may have executed the command. */
    public Execution execution() {
        return execution;
    }

    /**
     * Returns this exception with another statement about the execution of the command, as is needed where one failure
     * ends commands that were written and others that were not.
     */
    public DriverException withExecution(Execution other) {
        return execution == other ? this : new DriverException(kind, other, String.valueOf(getMessage()), this);
    }
}
