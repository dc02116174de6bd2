package io.redoubt.tck.server;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How often sentinels look and tell, where they can be told: servers before 7 keep to their own pace. */
final class SentinelPace {

    private static final String[] ALERT = {
        "SENTINEL", "DEBUG", "PING-PERIOD", "200", "INFO-PERIOD", "1000", "ASK-PERIOD", "200"
    };
    /** Not for those that ping once a second: they hold a new master for dead that has not been asked yet. */
    private static final String[] QUICK_TO_JUDGE = {
        "SENTINEL", "SET", SentinelSetup.MASTER_NAME, "down-after-milliseconds", "800"
    };

    private SentinelPace() {}

    /** Lets them look more often, and judge sooner unless they are to be patient, as long as these processes of them last. */
    static void alert(List<ProxiedServer> sentinels, boolean patient) {
        for (ProxiedServer sentinel : sentinels) {
            if ("OK".equals(tell(sentinel, ALERT)) && !patient) {
                tell(sentinel, QUICK_TO_JUDGE);
            }
        }
    }

    /**
     * Lets them notice at once who else is there, and who is master against their will. Not for the time of a failover: the
     * same period, fourfold, is what a sentinel gives a replica that was promoted by another before it demotes it.
     */
    static void hurry(List<ProxiedServer> sentinels) {
        sentinels.forEach(sentinel -> tell(sentinel, "SENTINEL", "DEBUG", "PUBLISH-PERIOD", "200"));
    }

    /** Takes the hurry back. */
    static void relax(List<ProxiedServer> sentinels) {
        sentinels.forEach(sentinel -> tell(sentinel, "SENTINEL", "DEBUG", "PUBLISH-PERIOD", "2000"));
    }

    private static @Nullable Object tell(ProxiedServer sentinel, String... words) {
        if (!sentinel.isUp()) {
            return null;
        }
        try (RawRedis redis = sentinel.raw()) {
            return redis.call(words);
        }
    }
}
