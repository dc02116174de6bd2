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
record Showing(Fault fault, Ledger ledger, EventsHeard events, TrackingWatch watch, long from) {

    /** The others come when the fault is over. */
    private static final Set<Class<? extends ConnectionEvent>> WHILE_IT_LASTS =
            Set.of(Disconnected.class, BreakerOpened.class, Reconnecting.class);

    /** What has not been seen yet. */
    List<String> hidden() {
        List<String> hidden = new ArrayList<>();
        for (Symptom symptom : fault.always()) {
            if (!ledger.seenSince(symptom, from)) {
                hidden.add(symptom.word());
            }
        }
        for (Class<? extends ConnectionEvent> event : fault.hears()) {
            if (WHILE_IT_LASTS.contains(event) && events.count(event) == 0) {
                hidden.add(event.getSimpleName());
            }
        }
        if (fault.disarms() && !watch.wasDisarmed()) {
            hidden.add("tracking that is not armed");
        }
        return hidden;
    }
}
