package io.redoubt.tck.session;

import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.test.server.RawRedis;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Utility class that makes sessions on Redis look as if they were last used earlier, so that tests need not wait. */
public final class SessionBackdater {

    private static final String LAST_USED = "l";

    private SessionBackdater() {}

    /** Has every session of a backend look as if it was last used so much earlier; when it ends stays. */
    public static void age(RedisBackend backend, Duration by) {
        backend.fromEveryMaster(master -> age(master, backend.keys(master), by));
    }

    private static List<?> age(RawRedis master, Set<String> keys, Duration by) {
        return master.pipeline(keys.stream()
                // A record of a replaced id has no time of creation.
                .filter(key -> key.contains("}:s:") && master.number("HEXISTS", key, "c") == 1)
                .map(key -> command("HINCRBY", key, LAST_USED, String.valueOf(-by.toMillis())))
                .toList());
    }

    private static byte[][] command(String... words) {
        return Stream.of(words)
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }
}
