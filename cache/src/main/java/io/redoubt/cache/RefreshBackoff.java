package io.redoubt.cache;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The values whose refreshing has just failed, or is somebody else's business: until some time has passed, nobody in this process
 * asks the store for the lease of refreshing them. Thread-safe; bounded.
 */
final class RefreshBackoff {

    /** How many are remembered; beyond that all are forgotten, at the cost of a command each. */
    static final int MAX_PAUSES = 10_000;

    private final LongSupplier nanoTime;
    private final Map<String, Pause> pauses = new ConcurrentHashMap<>();

    RefreshBackoff(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void pause(String entry, EntryToken version, Duration length) {
        if (pauses.size() >= MAX_PAUSES) {
            pauses.clear();
        }
        pauses.put(entry, new Pause(version, nanoTime.getAsLong() + length.toNanos()));
    }

    /** Whether this very value is not to be refreshed yet. */
    boolean isPaused(String entry, EntryToken version) {
        Pause pause = pauses.get(entry);
        if (pause == null || !pause.version.equals(version)) {
            return false;
        }
        if (nanoTime.getAsLong() - pause.end < 0) {
            return true;
        }
        pauses.remove(entry, pause);
        return false;
    }

    private record Pause(EntryToken version, long end) {}
}
