package io.redoubt.ratelimit;

import io.redoubt.api.ratelimit.Subject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Admissions in this process. Thread-safe: one lock, which is held for less than a microsecond a call, so that any number of
 * limits of any subjects is taken all or none.
 *
 * <p>Bounded without a thread: each call removes a few windows in which nothing counts any more, and, where it needs room, all.
 */
final class EmbeddedAdmissions implements Admissions {

    private static final int REMOVED_BY_A_CALL = 4;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Place, Window> windows = new HashMap<>();
    private final TreeSet<Window> byEnd = new TreeSet<>();
    private final LongSupplier nanoTime;
    private final long origin;
    private final int maxWindows;
    private long made;

    EmbeddedAdmissions(LongSupplier nanoTime, int maxWindows) {
        this.nanoTime = nanoTime;
        this.origin = nanoTime.getAsLong();
        this.maxWindows = maxWindows;
    }

    @Override
    public List<Verdict> take(List<Demand> demands) {
        lock.lock();
        try {
            long micros = micros();
            List<Verdict> verdicts = verdicts(demands, micros);
            if (verdicts.stream().allMatch(Verdict::fits)) {
                demands.forEach(demand -> take(demand, micros));
            }
            return verdicts;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Verdict> look(List<Demand> demands) {
        lock.lock();
        try {
            return verdicts(demands, micros());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void forget(List<Demand> demands) {
        lock.lock();
        try {
            for (Demand demand : demands) {
                for (TickWidth width : TickWidth.values()) {
                    Window window = windows.remove(
                            new Place(demand.subject(), demand.policy().name(), width));
                    if (window != null) {
                        byEnd.remove(window);
                    }
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Forgets everything. */
    void clear() {
        lock.lock();
        try {
            windows.clear();
            byEnd.clear();
        } finally {
            lock.unlock();
        }
    }

    /** How many windows are kept. */
    int size() {
        lock.lock();
        try {
            return windows.size();
        } finally {
            lock.unlock();
        }
    }

    private long micros() {
        // The clock may start anywhere, and overflow.
        return Math.floorDiv(nanoTime.getAsLong() - origin, 1000L);
    }

    private List<Verdict> verdicts(List<Demand> demands, long micros) {
        // Before the first verdict, so that no window goes that one was given on.
        boolean tight = windows.size() + demands.size() > maxWindows;
        removeEnded(micros, tight ? Integer.MAX_VALUE : REMOVED_BY_A_CALL);
        List<Verdict> verdicts = new ArrayList<>(demands.size());
        int room = maxWindows - windows.size();
        for (Demand demand : demands) {
            Window window = windows.get(Place.of(demand));
            if (window != null) {
                verdicts.add(verdict(demand, window.ring, micros));
            } else if (room > 0) {
                room--;
                verdicts.add(verdict(demand, new Ring(), micros));
            } else {
                verdicts.add(Verdict.fallback(demand));
            }
        }
        return verdicts;
    }

    private static Verdict verdict(Demand demand, Ring ring, long micros) {
        long clock = clock(demand, micros);
        return Verdict.stored(demand, ring.live(clock, demand.windowTicks()), ring.wait(clock, demand));
    }

    private void take(Demand demand, long micros) {
        Place place = Place.of(demand);
        Window window = windows.get(place);
        if (window == null) {
            if (windows.size() >= maxWindows) {
                return; // Admitted by its fallback.
            }
            window = new Window(place, made++);
            windows.put(place, window);
        }
        window.ring.take(clock(demand, micros), demand);
        window.end =
                (window.ring.last() + demand.windowTicks()) * demand.width().micros();
        if (!window.queued) {
            enqueue(window);
        }
    }

    private static long clock(Demand demand, long micros) {
        return Math.floorDiv(micros, (long) demand.width().micros());
    }

    private void removeEnded(long micros, int atMost) {
        for (int i = 0; i < atMost; i++) {
            Window first = first();
            if (first == null || first.queuedFor > micros) {
                return;
            }
            byEnd.remove(first);
            first.queued = false;
            if (first.end <= micros) {
                windows.remove(first.place);
            } else {
                enqueue(first);
            }
        }
    }

    private @Nullable Window first() {
        return byEnd.isEmpty() ? null : byEnd.first();
    }

    private void enqueue(Window window) {
        window.queuedFor = window.end;
        window.queued = true;
        byEnd.add(window);
    }

    private record Place(Subject subject, String policy, TickWidth width) {

        static Place of(Demand demand) {
            return new Place(demand.subject(), demand.policy().name(), demand.width());
        }
    }

    /** A ring and when it ends, by which it waits for removal; moved in the queue only when its turn comes. */
    private static final class Window implements Comparable<Window> {

        final Place place;
        final long number;
        final Ring ring = new Ring();
        long end;
        long queuedFor;
        boolean queued;

        Window(Place place, long number) {
            this.place = place;
            this.number = number;
        }

        @Override
        public int compareTo(Window other) {
            int byEnd = Long.compare(queuedFor, other.queuedFor);
            return byEnd != 0 ? byEnd : Long.compare(number, other.number);
        }
    }
}
