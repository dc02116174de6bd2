package io.redoubt.tck.proxy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Waits until nothing is under way through the proxy, and nothing is about to be sent. Used once, by one thread. */
final class Quiet {

    private static final Duration POLL = Duration.ofMillis(2);
    private static final int POLLS = 5;
    /** How often threads are let go on that have work to do, which may be other work. */
    private static final int MOST_LOOKS = 300;

    private final Supplier<List<Link>> links;
    private final Set<Link> exempt;
    private int quietPolls;
    private int looks;

    private Quiet(Supplier<List<Link>> links, Set<Link> exempt) {
        this.links = links;
        this.exempt = exempt;
    }

    /**
     * Returns when it has been quiet for some milliseconds, and no thread of this JVM has work to do, such as one that has read
     * what it has not counted yet; at the latest after the given time.
     */
    static void await(Supplier<List<Link>> links, Duration atMost, Set<Link> exempt) {
        Quiet quiet = new Quiet(links, exempt);
        try {
            Awaitility.await()
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL)
                    .atMost(atMost)
                    .until(quiet::poll);
        } catch (ConditionTimeoutException e) {
            // Something blocks on purpose. Commands are counted as they are sent, so the numbers are right all the
            // same.
        }
    }

    private boolean poll() {
        quietPolls = anyIsBusy() ? 0 : quietPolls + 1;
        if (quietPolls < POLLS) {
            return false;
        }
        looks++;
        // In this order: once no thread has work, only what a server sends can make it some.
        return (looks > MOST_LOOKS || !OtherThreads.haveWork()) && !anyIsBusy();
    }

    private boolean anyIsBusy() {
        return links.get().stream().anyMatch(link -> !exempt.contains(link) && link.isBusy());
    }
}
