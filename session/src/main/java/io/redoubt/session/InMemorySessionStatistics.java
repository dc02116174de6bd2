package io.redoubt.session;

import io.redoubt.api.session.SessionStatistics;
import java.time.Duration;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Collector of statistics about an in-memory session store: session counts of the last full minute, and durations of
 * the last 24 hours. They follow the rules of {@code statistics.lua}. Not thread-safe.
 */
final class InMemorySessionStatistics {

    private static final SessionCounters.Counts NOTHING = new SessionCounters.Counts(0, 0, 0, 0, 0, 0, 0);
    private static final long HOURS = 24;

    private final SessionCounters counters = new SessionCounters();
    private final NavigableMap<Long, Durations> hours = new TreeMap<>();
    private SessionCounters.Counts lastMinute = NOTHING;
    private long minute;

    /**
     * Durations of the sessions that have ended in an hour, or in several.
     *
     * @param sessions number of the sessions
     * @param millis sum of their durations
     * @param longestMillis longest of their durations
     */
    private record Durations(long sessions, long millis, long longestMillis) {

        static final Durations NONE = new Durations(0, 0, 0);

        static Durations of(SessionCounters.Counts counts) {
            return new Durations(counts.ended(), counts.durationMillis(), counts.longestMillis());
        }

        Durations plus(Durations other) {
            return new Durations(
                    sessions + other.sessions, millis + other.millis, Math.max(longestMillis, other.longestMillis));
        }

        Duration mean() {
            return Duration.ofMillis(sessions == 0 ? 0 : millis / sessions);
        }
    }

    /** Returns the counters of the present minute, always the same object. */
    SessionCounters counters() {
        return counters;
    }

    /** Begins another minute if it is time. To be called before something is counted, or read. */
    void advance(long now) {
        long present = TimeUnit.MILLISECONDS.toMinutes(now);
        if (present <= minute) {
            return;
        }
        SessionCounters.Counts counts = counters.read();
        if (counts.ended() > 0) {
            hours.merge(TimeUnit.MINUTES.toHours(minute), Durations.of(counts), Durations::plus);
        }
        // Only now, and nothing between these lines needs memory: without it, the counts stay in this minute.
        counters.reset();
        lastMinute = present == minute + 1 ? counts : NOTHING;
        minute = present;
        hours.headMap(TimeUnit.MINUTES.toHours(present) - HOURS).clear();
    }

    /**
     * Returns the statistics.
     *
     * @param active number of sessions at present
     * @param users number of users with sessions at present
     */
    SessionStatistics read(long active, long users) {
        SessionCounters.Counts present = counters.read();
        Durations ended =
                hours.values().stream().reduce(Durations.NONE, Durations::plus).plus(Durations.of(present));
        return new SessionStatistics(
                active,
                users,
                ended.mean(),
                Duration.ofMillis(ended.longestMillis()),
                lastMinute.created(),
                lastMinute.destroyed(),
                lastMinute.expired(),
                lastMinute.evicted(),
                lastMinute.rejected());
    }
}
