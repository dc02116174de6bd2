package io.redoubt.tck.fault;

import io.redoubt.redis.ConnectionEvent;
import io.redoubt.redis.ConnectionListener;
import io.redoubt.redis.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** What a listener heard, and whether it was in order. Thread-safe. */
final class RecordingConnectionListener implements ConnectionListener {

    private final List<TimedEvent> events = new CopyOnWriteArrayList<>();

    @Override
    public void onEvent(ConnectionEvent event) {
        events.add(new TimedEvent(event, System.nanoTime()));
    }

    List<ConnectionEvent> all() {
        return events.stream().map(TimedEvent::event).toList();
    }

    long count(Class<? extends ConnectionEvent> type) {
        return events.stream().filter(timed -> type.isInstance(timed.event)).count();
    }

    /** Whether one was heard when the monotonic clock showed such a time. */
    boolean any(Class<? extends ConnectionEvent> type, LongPredicate at) {
        return events.stream().anyMatch(timed -> type.isInstance(timed.event) && at.test(timed.nanoTime));
    }

    /** What cannot have happened so: each thing is told once, and what ends was begun before. */
    List<String> sequenceErrors() {
        List<String> errors = new ArrayList<>();
        Map<Node, NodeState> states = new HashMap<>();
        for (ConnectionEvent event : all()) {
            String sequenceError = sequenceError(event, states);
            if (sequenceError != null) {
                errors.add(event + ": " + sequenceError + ", in " + all());
            }
        }
        return errors;
    }

    private static @Nullable String sequenceError(ConnectionEvent event, Map<Node, NodeState> states) {
        if (event instanceof ConnectionEvent.Connected e) {
            return of(e.node(), states).connected(true);
        } else if (event instanceof ConnectionEvent.Disconnected e) {
            return of(e.node(), states).connected(false);
        } else if (event instanceof ConnectionEvent.BreakerOpened e) {
            return of(e.node(), states).breakerOpen(true);
        } else if (event instanceof ConnectionEvent.BreakerClosed e) {
            return of(e.node(), states).breakerOpen(false);
        } else if (event instanceof ConnectionEvent.Reconnecting e) {
            return of(e.node(), states).reconnecting(e.attempt());
        } else if (event instanceof ConnectionEvent.FailedOver e) {
            states.put(e.from(), NodeState.afterFailover());
            return e.from().equals(e.to()) ? "to itself" : null;
        }
        return null;
    }

    private static NodeState of(Node node, Map<Node, NodeState> states) {
        return states.computeIfAbsent(node, unknown -> new NodeState());
    }

    private record TimedEvent(ConnectionEvent event, long nanoTime) {}

    /** What was told of one server. */
    private static final class NodeState {

        /** Null where nobody says: what is given up may be closed silently, or break before that. */
        private @Nullable Boolean connected = false;

        /** The same where an attempt was under way when it was given up, which may have succeeded since. */
        private @Nullable Boolean breakerOpen = false;

        private int attempts;

        /** It begins anew should it ever come back. */
        static NodeState afterFailover() {
            NodeState state = new NodeState();
            state.connected = null;
            state.breakerOpen = null;
            return state;
        }

        @Nullable
        String connected(boolean now) {
            Boolean was = connected;
            connected = now;
            return was != null && was == now ? "told already" : null;
        }

        @Nullable
        String breakerOpen(boolean now) {
            Boolean was = breakerOpen;
            breakerOpen = now;
            attempts = 0;
            return was != null && was == now ? "told already" : null;
        }

        @Nullable
        String reconnecting(int attempt) {
            attempts++;
            boolean right = breakerOpen == null || (breakerOpen && attempt == attempts);
            return right ? null : "not attempt " + attempts + " of one that is left alone";
        }
    }
}
