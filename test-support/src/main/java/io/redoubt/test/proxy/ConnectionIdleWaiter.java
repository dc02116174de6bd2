package io.redoubt.test.proxy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Waiter that polls the connections of a proxy until all are idle: nothing is being transferred or about to be sent.
 * For a single use by one thread.
 */
final class ConnectionIdleWaiter {

    private static final Duration POLL = Duration.ofMillis(2);
    private static final int REQUIRED_IDLE_POLLS = 5;
    /** Maximum number of checks for runnable threads, since these may be busy with unrelated work. */
    private static final int MAX_THREAD_CHECKS = 300;

    private final Supplier<List<ProxiedConnection>> connections;
    private final Set<ProxiedConnection> exempt;
    private int idlePolls;
    private int threadChecks;

    private ConnectionIdleWaiter(Supplier<List<ProxiedConnection>> connections, Set<ProxiedConnection> exempt) {
        this.connections = connections;
        this.exempt = exempt;
    }

    /**
     * Returns when the connections have been idle for some milliseconds and no thread of this JVM is runnable,
     * since such a thread may have read bytes that it has not counted yet. Returns after the given time at the
     * latest.
     */
    static void await(Supplier<List<ProxiedConnection>> connections, Duration atMost, Set<ProxiedConnection> exempt) {
        ConnectionIdleWaiter wait = new ConnectionIdleWaiter(connections, exempt);
        try {
            Awaitility.await()
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL)
                    .atMost(atMost)
                    .until(wait::poll);
        } catch (ConditionTimeoutException e) {
            // A command blocks intentionally. Commands are counted as they are sent, so the counts are correct.
        }
    }

    private boolean poll() {
        idlePolls = anyIsBusy() ? 0 : idlePolls + 1;
        if (idlePolls < REQUIRED_IDLE_POLLS) {
            return false;
        }
        threadChecks++;
        // The order matters: once no thread is runnable, only bytes from a server can make a thread runnable.
        return (threadChecks > MAX_THREAD_CHECKS || !RunnableThreadDetector.anyOtherRunnable()) && !anyIsBusy();
    }

    private boolean anyIsBusy() {
        return connections.get().stream().anyMatch(connection -> !exempt.contains(connection) && connection.isBusy());
    }
}
