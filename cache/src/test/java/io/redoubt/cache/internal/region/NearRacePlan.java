package io.redoubt.cache.internal.region;

import io.redoubt.api.cache.NearCacheStatistics;
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
 * @param reports how the process learns of the changes of the other one
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
        Reports reports) {

    /** How a process learns of the changes of others. */
    enum Reports {
        TRACKING,
        /** With a planted bug: a lost connection is not noticed. */
        TRACKING_WITHOUT_LOSSES,
        MESSAGES
    }

    static NearRacePlan of(int keys, int threads, long reads, Duration time, Duration pause) {
        return new NearRacePlan(
                keys,
                threads,
                threads,
                reads,
                time,
                pause,
                Duration.ofMinutes(20),
                Duration.ofSeconds(3),
                Reports.TRACKING);
    }

    NearRacePlan reports(Reports changed) {
        return new NearRacePlan(keys, writers, readers, reads, time, pause, maxAge, heartbeat, changed);
    }

    NearRacePlan heartbeat(Duration changed) {
        return new NearRacePlan(keys, writers, readers, reads, time, pause, maxAge, changed, reports);
    }

    NearRacePlan withoutWriters() {
        return new NearRacePlan(keys, 0, readers, reads, time, pause, maxAge, heartbeat, reports);
    }

    NearRacePlan maxAge(Duration changed) {
        return new NearRacePlan(keys, writers, readers, reads, time, pause, changed, heartbeat, reports);
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
                        reports)
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
                Reports.valueOf(words.get(8)));
    }

    /** Returns the state of a near cache that is in use. */
    NearCacheStatistics.State inUse() {
        return reports == Reports.MESSAGES ? NearCacheStatistics.State.MESSAGES : NearCacheStatistics.State.ACTIVE;
    }

    /** Returns how long a process waits for the last changes of the other one, less than a near value lives. */
    Duration patience() {
        return reports == Reports.TRACKING ? Duration.ofSeconds(60) : Duration.ofSeconds(5);
    }

    private static Duration millis(String word) {
        return Duration.ofMillis(Long.parseLong(word));
    }
}
