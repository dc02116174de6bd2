package io.redoubt.tck.proxy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Waits until nothing is under way through the proxy, and nothing is about to be sent. Used once, by one thread. */
final class IdleWait {

    private static final Duration POLL = Duration.ofMillis(2);
    private static final int REQUIRED_IDLE_POLLS = 5;
    /** How often threads are let go on that have work to do, which may be other work. */
    private static final int MAX_THREAD_CHECKS = 300;

    private final Supplier<List<ProxiedConnection>> connections;
    private final Set<ProxiedConnection> exempt;
    private int idlePolls;
    private int threadChecks;

    private IdleWait(Supplier<List<ProxiedConnection>> connections, Set<ProxiedConnection> exempt) {
        this.connections = connections;
        this.exempt = exempt;
    }

    /**
     * Returns when it has been quiet for some milliseconds, and no thread of this JVM has work to do, such as one that has read
     * what it has not counted yet; at the latest after the given time.
     */
    static void await(Supplier<List<ProxiedConnection>> connections, Duration atMost, Set<ProxiedConnection> exempt) {
        IdleWait wait = new IdleWait(connections, exempt);
        try {
            Awaitility.await()
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL)
                    .atMost(atMost)
                    .until(wait::poll);
        } catch (ConditionTimeoutException e) {
            // Something blocks on purpose. Commands are counted as they are sent, so the numbers are right all the
            // same.
        }
    }

    private boolean poll() {
        idlePolls = anyIsBusy() ? 0 : idlePolls + 1;
        if (idlePolls < REQUIRED_IDLE_POLLS) {
            return false;
        }
        threadChecks++;
        // In this order: once no thread has work, only what a server sends can make it some.
        return (threadChecks > MAX_THREAD_CHECKS || !JvmThreads.anyOtherRunnable()) && !anyIsBusy();
    }

    private boolean anyIsBusy() {
        return connections.get().stream().anyMatch(connection -> !exempt.contains(connection) && connection.isBusy());
    }
}
