package io.redoubt.tck.invariants;

import java.util.List;
import java.util.Set;

/** List of threads that a thread leak check ignores, such as those of the JDK and of test tools. */
final class IgnoredThreads {

    /** Threads of the JDK: cleaners, process reapers, signal and attach listeners, carriers of virtual threads. */
    private static final Set<String> JDK_GROUPS = Set.of("system", "InnocuousThreadGroup");

    private static final List<String> JDK = List.of(
            "ForkJoinPool.commonPool-worker-",
            // schedulers of virtual threads and of the timeouts of futures, from Java 25 on
            "ForkJoinPool-1-delayScheduler",
            "ForkJoinPool.commonPool-delayScheduler",
            "CompletableFutureDelayScheduler",
            "process reaper",
            "VirtualThread-unblocker",
            "VirtualThread-unparker",
            "Read-Poller",
            "Write-Poller",
            "Common-Cleaner",
            "Attach Listener",
            "JFR ");

    /**
     * Netty thread that the whole JVM shares and no client owns. It ends after a second without work, and is
     * started again when needed.
     */
    private static final List<String> NETTY = List.of("globalEventExecutor-");

    private static final List<String> TOOLS = List.of(
            // JUnit, and the forked JVM that Surefire runs it in
            "main",
            "junit-",
            "surefire-",
            "Time-limited test",
            "ping-timer-",
            "last-ditch-daemon-",
            // Awaitility, where it does not poll in the test's thread
            "awaitility",
            // proxies in front of servers that live as long as the JVM; not the threads of their connections
            "redoubt-tck-shared-",
            // Testcontainers, for the shared server
            "testcontainers-",
            "docker-java-",
            "ducttape-",
            "tc-okhttp-");

    private IgnoredThreads() {}

    static boolean includes(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        boolean ended = group == null;
        return ended
                || JDK_GROUPS.contains(group.getName())
                || startsWith(JDK, thread)
                || startsWith(NETTY, thread)
                || startsWith(TOOLS, thread)
                || "jdk.internal.misc.CarrierThread".equals(thread.getClass().getName());
    }

    private static boolean startsWith(List<String> prefixes, Thread thread) {
        return prefixes.stream().anyMatch(thread.getName()::startsWith);
    }
}
