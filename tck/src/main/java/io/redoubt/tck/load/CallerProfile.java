package io.redoubt.tck.load;

import java.time.Duration;

/**
 * Who calls, and from where.
 *
 * @param callers how many at the same time
 * @param threads on what threads
 * @param thinkTime how long each pauses between two calls, on average; zero for not at all
 * @param roundTrip how long the network to the server and back takes; zero for the loopback interface as it is
 */
public record CallerProfile(int callers, Threads threads, Duration thinkTime, Duration roundTrip) {

    /** What callers run on. */
    public enum Threads {
        /** Threads of the operating system. */
        PLATFORM,
        /** Virtual threads, from Java 21 on. */
        VIRTUAL
    }

    /** Callers on platform threads that never pause. */
    public static CallerProfile platform(int callers) {
        return new CallerProfile(callers, Threads.PLATFORM, Duration.ZERO, Duration.ZERO);
    }

    /** Callers on virtual threads that never pause; Java 21 or newer only. */
    public static CallerProfile virtual(int callers) {
        return new CallerProfile(callers, Threads.VIRTUAL, Duration.ZERO, Duration.ZERO);
    }

    /** The same callers, with pauses. */
    public CallerProfile withThinkTime(Duration time) {
        return new CallerProfile(callers, threads, time, roundTrip);
    }

    /** The same callers, so far from the server. */
    public CallerProfile withRoundTrip(Duration time) {
        return new CallerProfile(callers, threads, thinkTime, time);
    }

    /** Whether this JVM has virtual threads. */
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
            // By reflection, since this is compiled for Java 17.
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
