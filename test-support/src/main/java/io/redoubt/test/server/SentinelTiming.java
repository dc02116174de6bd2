package io.redoubt.test.server;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Utility class that shortens the intervals at which sentinels in tests check other servers. It does the same for the
 * announcements by which sentinels discover each other. Sentinels before version 7 keep their own intervals.
 */
final class SentinelTiming {

    private static final String[] FREQUENT_CHECKS = {
        "SENTINEL", "DEBUG", "PING-PERIOD", "200", "INFO-PERIOD", "1000", "ASK-PERIOD", "200"
    };
    /**
     * Not for sentinels that ping once a second: they would regard a new master as failed before they have pinged
     * it.
     */
    private static final String[] SHORT_DOWN_AFTER = {
        "SENTINEL", "SET", SentinelSetup.MASTER_NAME, "down-after-milliseconds", "800"
    };

    private SentinelTiming() {}

    /**
     * Makes the sentinels check more often, and regard a master as failed sooner unless {@code slowFailover},
     * until their processes end.
     */
    static void speedUpChecks(List<ProxiedServer> sentinels, boolean slowFailover) {
        for (ProxiedServer sentinel : sentinels) {
            if ("OK".equals(send(sentinel, FREQUENT_CHECKS)) && !slowFailover) {
                send(sentinel, SHORT_DOWN_AFTER);
            }
        }
    }

    /**
     * Makes the sentinels discover each other, and servers that wrongly act as a master, without delay. Must not
     * be in effect during a failover: four times the same period is the time that a sentinel gives a replica
     * promoted by another sentinel before it demotes that replica.
     */
    static void speedUpAnnouncements(List<ProxiedServer> sentinels) {
        sentinels.forEach(sentinel -> send(sentinel, "SENTINEL", "DEBUG", "PUBLISH-PERIOD", "200"));
    }

    /** Restores the default period. */
    static void resetAnnouncements(List<ProxiedServer> sentinels) {
        sentinels.forEach(sentinel -> send(sentinel, "SENTINEL", "DEBUG", "PUBLISH-PERIOD", "2000"));
    }

    private static @Nullable Object send(ProxiedServer sentinel, String... words) {
        if (!sentinel.isUp()) {
            return null;
        }
        try (RawRedis redis = sentinel.raw()) {
            return redis.call(words);
        }
    }
}
