package io.redoubt.redis.core;

import io.redoubt.api.CodecException;
import io.redoubt.api.RedoubtException;
import io.redoubt.api.StoreRejectedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Utility class that describes exceptions for the log, leaving out cache keys, lock names and other identifiers. These
 * are removed from the messages of Redoubt's own exceptions. Such identifiers are for the caller, who knows them.
 * Messages of other exceptions, such as those of an application's loader, are kept. Stateless.
 */
public final class FailureMessageRedactor {

    private static final int MAX_CHARS = 300;
    private static final int MAX_CAUSES = 10;

    private FailureMessageRedactor() {}

    /** Returns the reason of a failure: one line of at most some hundred characters. */
    public static String reasonOf(Throwable failure) {
        return reasonOf(failure, MAX_CAUSES);
    }

    private static String reasonOf(Throwable failure, int depth) {
        String name = failure.getClass().getSimpleName();
        if (failure instanceof CodecException) {
            return line(name + ": " + failure.getMessage());
        }
        if (failure instanceof StoreRejectedException rejected) {
            return line(name + ": " + rejected.code());
        }
        if (failure instanceof RedoubtException) {
            Throwable cause = failure.getCause();
            return line(
                    name + ": " + (cause == null || depth == 0 ? withoutNames(failure) : reasonOf(cause, depth - 1)));
        }
        return line(failure.toString());
    }

    /** Returns the message without what it quotes, which is the key or name that the caller passed. */
    private static String withoutNames(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        int first = message.indexOf('\'');
        int last = message.lastIndexOf('\'');
        return first == last ? message : message.substring(0, first) + "'...'" + message.substring(last + 1);
    }

    private static String line(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= MAX_CHARS ? line : line.substring(0, MAX_CHARS) + "...";
    }

    /** Writes the stack trace of a failure at DEBUG, whose reason was logged before. */
    public static void logStack(Logger log, Throwable failure) {
        if (log.isDebugEnabled()) {
            log.debug("the stack trace of this failure:", trace(failure, MAX_CAUSES, true));
        }
    }

    private static Trace trace(Throwable failure, int depth, boolean withMessage) {
        Throwable cause = failure.getCause();
        // The messages of what a serialization library throws may contain a part of the value.
        boolean causeWithMessage = withMessage && !(failure instanceof CodecException);
        return new Trace(
                withMessage ? reasonOf(failure, 0) : failure.getClass().getName(),
                failure.getStackTrace(),
                cause == null || depth == 0 ? null : trace(cause, depth - 1, causeWithMessage));
    }

    /** Copy of a throwable for the log, with a text of its own instead of class and message. */
    private static final class Trace extends Throwable {

        private static final long serialVersionUID = 1L;

        Trace(String text, StackTraceElement[] stack, @Nullable Trace cause) {
            super(text, cause, false, true);
            setStackTrace(stack);
        }

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }
}
