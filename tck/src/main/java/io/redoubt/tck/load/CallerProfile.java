package io.redoubt.tck.load;

import java.time.Duration;

/**
 * Parameters of the callers in a load test: number, kind of threads, pauses between calls, and network delay.
 *
 * @param callers number of concurrent callers
 * @param threads kind of threads that the callers run on
 * @param thinkTime average pause of a caller between two calls; zero for no pauses
 * @param roundTrip network round-trip time to the server; zero for the plain loopback interface
 */
public record CallerProfile(int callers, Threads threads, Duration thinkTime, Duration roundTrip) {

    /** Kind of threads that callers run on. */
    public enum Threads {
        /** Threads of the operating system. */
        PLATFORM,
        /** Virtual threads, which require Java 21. */
        VIRTUAL
    }

    /** Returns callers on platform threads that never pause. */
    public static CallerProfile platform(int callers) {
        return new CallerProfile(callers, Threads.PLATFORM, Duration.ZERO, Duration.ZERO);
    }

    /** Returns callers on virtual threads that never pause; requires Java 21. */
    public static CallerProfile virtual(int callers) {
        return new CallerProfile(callers, Threads.VIRTUAL, Duration.ZERO, Duration.ZERO);
    }

    /** Returns the same callers, with pauses. */
    public CallerProfile withThinkTime(Duration time) {
        return new CallerProfile(callers, threads, time, roundTrip);
    }

    /** Returns the same callers, at this distance from the server. */
    public CallerProfile withRoundTrip(Duration time) {
        return new CallerProfile(callers, threads, thinkTime, time);
    }

    /** Returns whether this JVM has virtual threads. */
    public static boolean virtualThreadsExist() {
        return Runtime.version().feature() >= 21;
    }

    Thread start(Runnable body, String name) {
        if (threads == Threads.PLATFORM) {
            Thread thread = new Thread(body, name);
            thread.setDaemon(true);
            thread.start();
            return thread;
        }
        try {
            // By reflection, since this class is compiled for Java 17.
            return (Thread)
                    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, body);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no virtual threads before Java 21", e);
        }
    }

    @Override
    public String toString() {
        return callers
                + (threads == Threads.VIRTUAL ? " virtual" : "")
                + (thinkTime.isZero() ? "" : ", pausing " + thinkTime.toMillis() + " ms")
                + (roundTrip.isZero() ? "" : ", " + roundTrip.toMillis() + " ms away");
    }
}
