package io.redoubt.tck.server;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How often sentinels look and tell, where they can be told: servers before 7 keep to their own pace. */
final class SentinelTiming {

    private static final String[] FREQUENT_CHECKS = {
        "SENTINEL", "DEBUG", "PING-PERIOD", "200", "INFO-PERIOD", "1000", "ASK-PERIOD", "200"
    };
    /** Not for those that ping once a second: they hold a new master for dead that has not been asked yet. */
    private static final String[] SHORT_DOWN_AFTER = {
        "SENTINEL", "SET", SentinelSetup.MASTER_NAME, "down-after-milliseconds", "800"
    };

    private SentinelTiming() {}

    /** Lets them look more often, and judge sooner unless they are to be patient, as long as these processes of them last. */
    static void speedUpChecks(List<ProxiedServer> sentinels, boolean slowFailover) {
        for (ProxiedServer sentinel : sentinels) {
            if ("OK".equals(send(sentinel, FREQUENT_CHECKS)) && !slowFailover) {
                send(sentinel, SHORT_DOWN_AFTER);
            }
        }
    }

    /**
     * Lets them notice at once who else is there, and who is master against their will. Not for the time of a failover: the
     * same period, fourfold, is what a sentinel gives a replica that was promoted by another before it demotes it.
     */
    static void speedUpAnnouncements(List<ProxiedServer> sentinels) {
        sentinels.forEach(sentinel -> send(sentinel, "SENTINEL", "DEBUG", "PUBLISH-PERIOD", "200"));
    }

    /** Takes the hurry back. */
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
