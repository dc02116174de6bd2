package io.redoubt.tck.proxy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Waits until nothing is under way through the proxy. */
final class Quiet {

    private static final Duration POLL = Duration.ofMillis(2);
    private static final int POLLS = 5;

    private Quiet() {}

    /** Returns when it has been quiet for some milliseconds, at the latest after the given time. */
    static void await(Supplier<List<Link>> links, Duration atMost, Set<Link> exempt) {
        int[] quietPolls = {0};
        try {
            Awaitility.await()
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL)
                    .atMost(atMost)
                    .until(() -> {
                        boolean busy = links.get().stream().anyMatch(link -> !exempt.contains(link) && link.isBusy());
                        quietPolls[0] = busy ? 0 : quietPolls[0] + 1;
                        return quietPolls[0] == POLLS;
                    });
        } catch (ConditionTimeoutException e) {
            // Something blocks on purpose. Commands are counted as they are sent, so the numbers are right all the
            // same.
        }
    }
}
