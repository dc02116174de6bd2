package io.redoubt.cache.internal.region;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Size of a race of one process on a near cache. Immutable.
 *
 * @param keys number of keys
 * @param reads the race lasts until there were at least so many reads,
 * @param time and at least so long
 * @param pause average pause of a writer
 * @param maxAge maximum age of near values
 * @param heartbeat heartbeat of the connections
 * @param ignoresLosses whether the planted bug is in effect: a lost connection is not noticed
 */
record NearRacePlan(
        int keys,
        int writers,
        int readers,
        long reads,
        Duration time,
        Duration pause,
        Duration maxAge,
        Duration heartbeat,
        boolean ignoresLosses) {

    static NearRacePlan of(int keys, int threads, long reads, Duration time, Duration pause) {
        return new NearRacePlan(
                keys, threads, threads, reads, time, pause, Duration.ofMinutes(20), Duration.ofSeconds(3), false);
    }

    NearRacePlan ignoringLosses() {
        return new NearRacePlan(keys, writers, readers, reads, time, pause, maxAge, heartbeat, true);
    }

    NearRacePlan heartbeat(Duration changed) {
        return new NearRacePlan(keys, writers, readers, reads, time, pause, maxAge, changed, ignoresLosses);
    }

    NearRacePlan withoutWriters() {
        return new NearRacePlan(keys, 0, readers, reads, time, pause, maxAge, heartbeat, ignoresLosses);
    }

    NearRacePlan maxAge(Duration changed) {
        return new NearRacePlan(keys, writers, readers, reads, time, pause, changed, heartbeat, ignoresLosses);
    }

    /** Returns the plan as arguments of a program. */
    List<String> toArguments() {
        return Stream.of(
                        keys,
                        writers,
                        readers,
                        reads,
                        time.toMillis(),
                        pause.toMillis(),
                        maxAge.toMillis(),
                        heartbeat.toMillis(),
                        ignoresLosses)
                .map(String::valueOf)
                .toList();
    }

    /** Reads a plan from arguments. */
    static NearRacePlan in(List<String> words) {
        return new NearRacePlan(
                Integer.parseInt(words.get(0)),
                Integer.parseInt(words.get(1)),
                Integer.parseInt(words.get(2)),
                Long.parseLong(words.get(3)),
                millis(words.get(4)),
                millis(words.get(5)),
                millis(words.get(6)),
                millis(words.get(7)),
                Boolean.parseBoolean(words.get(8)));
    }

    private static Duration millis(String word) {
        return Duration.ofMillis(Long.parseLong(word));
    }
}
