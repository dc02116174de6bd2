package io.redoubt.tck.invariants;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** What is wrong after a test. */
final class Complaints {

    /** How long things may take to end in the background, on a machine that does much else: only what stays costs it. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration POLL = Duration.ofMillis(5);

    private Complaints() {}

    /** The complaints that are still there when patience ends. */
    static List<String> lasting(Duration patience, Supplier<List<String>> complaints) {
        List<String> last = new ArrayList<>();
        try {
            Awaitility.await()
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL)
                    .atMost(patience)
                    .until(() -> {
                        last.clear();
                        last.addAll(complaints.get());
                        return last.isEmpty();
                    });
        } catch (ConditionTimeoutException e) {
            // Whoever asked raises them, with more to say than that time is up.
        }
        return List.copyOf(last);
    }

    static void raise(List<String> complaints) {
        if (!complaints.isEmpty()) {
            throw new AssertionError(String.join("\n", complaints));
        }
    }
}
