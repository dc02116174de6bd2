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
final class EventsHeard implements ConnectionListener {

    private final List<Heard> events = new CopyOnWriteArrayList<>();

    @Override
    public void onEvent(ConnectionEvent event) {
        events.add(new Heard(event, System.nanoTime()));
    }

    List<ConnectionEvent> all() {
        return events.stream().map(Heard::event).toList();
    }

    long count(Class<? extends ConnectionEvent> type) {
        return events.stream().filter(heard -> type.isInstance(heard.event)).count();
    }

    /** Whether one was heard when the monotonic clock showed such a time. */
    boolean any(Class<? extends ConnectionEvent> type, LongPredicate at) {
        return events.stream().anyMatch(heard -> type.isInstance(heard.event) && at.test(heard.nanoTime));
    }

    /** What cannot have happened so: each thing is told once, and what ends was begun before. */
    List<String> disorder() {
        List<String> complaints = new ArrayList<>();
        Map<Node, Told> told = new HashMap<>();
        for (ConnectionEvent event : all()) {
            String complaint = complaint(event, told);
            if (complaint != null) {
                complaints.add(event + ": " + complaint + ", in " + all());
            }
        }
        return complaints;
    }

    private static @Nullable String complaint(ConnectionEvent event, Map<Node, Told> told) {
        if (event instanceof ConnectionEvent.Connected e) {
            return of(e.node(), told).connected(true);
        } else if (event instanceof ConnectionEvent.Disconnected e) {
            return of(e.node(), told).connected(false);
        } else if (event instanceof ConnectionEvent.BreakerOpened e) {
            return of(e.node(), told).leftAlone(true);
        } else if (event instanceof ConnectionEvent.BreakerClosed e) {
            return of(e.node(), told).leftAlone(false);
        } else if (event instanceof ConnectionEvent.Reconnecting e) {
            return of(e.node(), told).tried(e.attempt());
        } else if (event instanceof ConnectionEvent.FailedOver e) {
            told.put(e.from(), Told.givenUp());
            return e.from().equals(e.to()) ? "to itself" : null;
        }
        return null;
    }

    private static Told of(Node node, Map<Node, Told> told) {
        return told.computeIfAbsent(node, unknown -> new Told());
    }

    private record Heard(ConnectionEvent event, long nanoTime) {}

    /** What was told of one server. */
    private static final class Told {

        /** Null where nobody says: what is given up may be closed silently, or break before that. */
        private @Nullable Boolean connected = false;

        /** The same where an attempt was under way when it was given up, which may have succeeded since. */
        private @Nullable Boolean leftAlone = false;

        private int attempts;

        /** It begins anew should it ever come back. */
        static Told givenUp() {
            Told told = new Told();
            told.connected = null;
            told.leftAlone = null;
            return told;
        }

        @Nullable
        String connected(boolean now) {
            Boolean was = connected;
            connected = now;
            return was != null && was == now ? "told already" : null;
        }

        @Nullable
        String leftAlone(boolean now) {
            Boolean was = leftAlone;
            leftAlone = now;
            attempts = 0;
            return was != null && was == now ? "told already" : null;
        }

        @Nullable
        String tried(int attempt) {
            attempts++;
            boolean right = leftAlone == null || (leftAlone && attempt == attempts);
            return right ? null : "not attempt " + attempts + " of one that is left alone";
        }
    }
}
