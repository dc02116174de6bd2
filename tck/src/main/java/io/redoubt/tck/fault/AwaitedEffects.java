package io.redoubt.tck.fault;

import io.redoubt.redis.ConnectionEvent;
import io.redoubt.redis.ConnectionEvent.BreakerOpened;
import io.redoubt.redis.ConnectionEvent.Disconnected;
import io.redoubt.redis.ConnectionEvent.Reconnecting;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Checklist of the effects on callers and connections that a fault test waits for before it ends the fault. These are
 * the outcomes that its callers always get, the events about a lost server, and a disarmed tracking connection. A busy
 * machine takes longer to show them, and the time it takes is not significant.
 *
 * @param from start of the fault, by the monotonic clock
 */
record AwaitedEffects(
        Fault fault, CallLog callLog, RecordingConnectionListener events, TrackingMonitor monitor, long from) {

    /** Listeners receive the other expected events after the fault. */
    private static final Set<Class<? extends ConnectionEvent>> EVENTS_DURING_FAULT =
            Set.of(Disconnected.class, BreakerOpened.class, Reconnecting.class);

    /** Returns the effects that have not been observed yet. */
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
