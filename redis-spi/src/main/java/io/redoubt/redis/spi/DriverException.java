package io.redoubt.redis.spi;

import org.jspecify.annotations.Nullable;

/**
 * Why a call got no reply, and whether the server may have executed it all the same.
 *
 * <p>The only exception that leaves a driver. Messages name host and port, never a key, a value or a credential.
 */
public final class DriverException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What happened. */
    public enum Kind {
        /** No connection could be made: refused, or not within the connect timeout of the settings. */
        UNREACHABLE,
        /**
         * A connection was made, and the server refused user, password, database or encryption; or it refused a
         * subscription, for its channel's name or because it does not know the command.
         */
        ACCESS_DENIED,
        /** The deadline of the call passed, in whatever it was waiting for. */
        TIMEOUT,
        /** The connection broke before the reply was complete. */
        CONNECTION_LOST,
        /** The driver's own bounds are reached: its queue is full, its pool is empty. */
        OVERLOADED,
        /** The calling thread was interrupted. */
        INTERRUPTED,
        /** The driver is closed. */
        CLOSED,
        /** The server sent what is not a reply. */
        PROTOCOL
    }

    /** Whether the server may have executed the command. */
    public enum Execution {
        /** Certainly not: nothing of it was written. */
        NOT_EXECUTED,
        /** Unknown: it was written, at least in part, and no reply came. */
        UNKNOWN
    }

    private final Kind kind;
    private final Execution execution;

    public DriverException(Kind kind, Execution execution, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.execution = execution;
    }

    public static DriverException notExecuted(Kind kind, String message, @Nullable Throwable cause) {
        return new DriverException(kind, Execution.NOT_EXECUTED, message, cause);
    }

    public static DriverException outcomeUnknown(Kind kind, String message, @Nullable Throwable cause) {
        return new DriverException(kind, Execution.UNKNOWN, message, cause);
    }

    /** What happened. */
    public Kind kind() {
        return kind;
    }

    /** Whether the server may have executed the command. */
    public Execution execution() {
        return execution;
    }
}
