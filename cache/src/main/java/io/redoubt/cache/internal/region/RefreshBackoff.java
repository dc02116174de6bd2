package io.redoubt.cache.internal.region;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Backoff of refreshes: the values whose refresh recently failed or is in progress elsewhere. Until their pause
 * ends, this process does not ask the store for their refresh lease. Thread-safe; bounded.
 */
final class RefreshBackoff {

    /** Maximum number of pauses. When it is reached all are dropped, at the cost of one command for each value. */
    static final int MAX_PAUSES = 10_000;

    private final LongSupplier nanoTime;
    private final Map<String, Pause> pauses = new ConcurrentHashMap<>();

    RefreshBackoff(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Suspends refreshes of this version of a value for some time. */
    void pause(String entry, EntryVersion version, Duration length) {
        if (pauses.size() >= MAX_PAUSES) {
            pauses.clear();
        }
        pauses.put(entry, new Pause(version, nanoTime.getAsLong() + length.toNanos()));
    }

    /** Returns whether exactly this version of the value must not be refreshed yet. */
    boolean isPaused(String entry, EntryVersion version) {
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

    private record Pause(EntryVersion version, long end) {}
}
