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

/** Test listener that records connection events, such as a lost connection, and checks their order. Thread-safe. */
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

    /** Returns whether an event of that type was received at a matching time of the monotonic clock. */
    boolean any(Class<? extends ConnectionEvent> type, LongPredicate at) {
        return events.stream().anyMatch(timed -> type.isInstance(timed.event) && at.test(timed.nanoTime));
    }

    /** Returns violations of the order of events: no event repeats a known state, and only a begun state ends. */
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

    /** State of one server according to the events received so far. */
    private static final class NodeState {

        /**
         * Null if unknown: the connection of a server that was given up may be closed without an event, or be lost
         * before that.
         */
        private @Nullable Boolean connected = false;

        /**
         * Null if unknown: an attempt to connect that was in progress when the server was given up may have
         * succeeded since.
         */
        private @Nullable Boolean breakerOpen = false;

        private int attempts;

        /**
         * Returns the state of a server after a failover. If the server ever returns, its sequence of events starts
         * anew.
         */
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
