package io.redoubt.tck.invariants;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Invariant that every thread started during a test has ended after the test.
 *
 * <p>Threads of the JDK, of JUnit and of other test tools are ignored, see {@code IgnoredThreads}, and so are
 * virtual threads, which the JVM does not list.
 */
public final class ThreadLeaks implements Invariant {

    private final List<String> allowed;
    private final Duration maxWait;

    private ThreadLeaks(List<String> allowed, Duration maxWait) {
        this.allowed = allowed;
        this.maxWait = maxWait;
    }

    /** Returns an invariant that allows no leaked threads. */
    public static ThreadLeaks none() {
        return new ThreadLeaks(List.of(), ViolationWaiter.DEFAULT_WAIT);
    }

    /**
     * Returns an invariant that allows leaked threads only if their names have one of these prefixes, for example a
     * library's pool that lives as long as the JVM.
     */
    public static ThreadLeaks noneBut(String... namePrefixes) {
        return new ThreadLeaks(List.of(namePrefixes), ViolationWaiter.DEFAULT_WAIT);
    }

    /** Returns the same invariant with another maximum wait for threads to end, for tests that expect leaks. */
    public ThreadLeaks waiting(Duration atMost) {
        return new ThreadLeaks(allowed, atMost);
    }

    @Override
    public Snapshot snapshot() {
        Set<Thread> before = Collections.newSetFromMap(new IdentityHashMap<>());
        before.addAll(Thread.getAllStackTraces().keySet());
        return () -> ViolationWaiter.throwIfAny(ViolationWaiter.awaitNone(maxWait, () -> leaked(before)));
    }

    private List<String> leaked(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .filter(Thread::isAlive)
                .filter(thread -> !IgnoredThreads.includes(thread))
                .filter(thread -> allowed.stream().noneMatch(thread.getName()::startsWith))
                .map(ThreadLeaks::describe)
                .toList();
    }

    private static String describe(Thread thread) {
        String stack = Arrays.stream(thread.getStackTrace())
                .map(frame -> "\n      at " + frame)
                .collect(Collectors.joining());
        String kind = thread.isDaemon() ? "daemon" : "user";
        return "leaked " + kind + " thread \"" + thread.getName() + "\" (" + thread.getState() + ")" + stack;
    }
}
