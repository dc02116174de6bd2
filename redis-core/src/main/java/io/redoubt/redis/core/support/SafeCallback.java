package io.redoubt.redis.core.support;

import org.slf4j.Logger;

/** Utility class that calls application code, such as listeners, and logs exceptions instead of propagating them. */
public final class SafeCallback {

    private SafeCallback() {}

    /**
     * Runs a call, and logs whatever it throws at ERROR, with its stack trace. Never throws, also if there is no
     * memory for the log line.
     *
     * @param what names the call in the log line: "{@code <what> failed}"
     * @return whether the call returned normally
     */
    public static boolean run(Logger log, String what, Runnable call) {
        try {
            call.run();
            return true;
        } catch (Throwable failure) {
            logFailure(log, what, failure);
            return false;
        }
    }

    /** Logs a failure at ERROR, with its stack trace. Never throws. */
    public static void logFailure(Logger log, String what, Throwable failure) {
        try {
            log.error("{} failed", what, failure);
        } catch (Throwable noMemory) {
            // The line is lost; what matters is that the calling thread goes on.
        }
    }
}
