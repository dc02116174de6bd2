package io.redoubt.tck.fault;

import io.redoubt.redis.ConnectionEvent;
import io.redoubt.redis.ConnectionEvent.BreakerOpened;
import io.redoubt.redis.ConnectionEvent.Disconnected;
import io.redoubt.redis.ConnectionEvent.Reconnecting;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a fault has to show before it may end: what its callers always get, what a listener hears of a server that is gone, and
 * that changes are not told. A machine that is busy takes longer to see it; how long says nothing.
 *
 * @param from when the fault began, by the monotonic clock
 */
record ExpectedEffects(Fault fault, CallLog callLog, RecordingConnectionListener events, TrackingMonitor monitor, long from) {

    /** The others come when the fault is over. */
    private static final Set<Class<? extends ConnectionEvent>> EVENTS_DURING_FAULT =
            Set.of(Disconnected.class, BreakerOpened.class, Reconnecting.class);

    /** What has not been seen yet. */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        for (CallOutcome outcome : fault.always()) {
            if (!callLog.seenSince(outcome, from)) {
                missing.add(outcome.label());
            }
        }
        for (Class<? extends ConnectionEvent> event : fault.expectedEvents()) {
            if (EVENTS_DURING_FAULT.contains(event) && events.count(event) == 0) {
                missing.add(event.getSimpleName());
            }
        }
        if (fault.disarmsTracking() && !monitor.wasDisarmed()) {
            missing.add("tracking that is not armed");
        }
        return missing;
    }
}
