package io.redoubt.cache.internal.region;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Registry of cached values whose refresh was unsuccessful, and which this process does not refresh again for a while.
 * A refresh is unsuccessful if the load fails, the value is already being refreshed elsewhere, or the store refuses the
 * refresh. During the wait the process does not ask the store for the refresh lease of the value. Thread-safe; bounded.
 */
final class RefreshBackoff {

    /** Maximum number of pauses. When it is reached all are dropped, at the cost of one command for each value. */
    static final int MAX_PAUSES = 10_000;

    private final LongSupplier nanoTime;
    private final Map<String, Pause> pauses = new ConcurrentHashMap<>();

    RefreshBackoff(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Suspends refreshes of this version of a value for some time, since its source failed or it is refreshed
     * elsewhere.
     */
    void pause(String entry, EntryVersion version, Duration length) {
        put(entry, version, length, Reason.SOURCE);
    }

    /** Suspends refreshes of this version of a value in the background for some time, since the store refuses them. */
    void storeRefused(String entry, EntryVersion version, Duration length) {
        put(entry, version, length, Reason.STORE);
    }

    private void put(String entry, EntryVersion version, Duration length, Reason reason) {
        if (pauses.size() >= MAX_PAUSES) {
            pauses.clear();
        }
        pauses.put(entry, new Pause(version, nanoTime.getAsLong() + length.toNanos(), reason));
    }

    /** Returns whether exactly this version of the value must not be refreshed yet. */
    boolean isPaused(String entry, EntryVersion version) {
        return reason(entry, version) == Reason.SOURCE;
    }

    /**
     * Returns whether the store has refused a refresh of exactly this version of the value a moment ago, so that a
     * newer value can only be had by a load that is not stored.
     */
    boolean isStoreRefusing(String entry, EntryVersion version) {
        return reason(entry, version) == Reason.STORE;
    }

    private @Nullable Reason reason(String entry, EntryVersion version) {
        Pause pause = pauses.get(entry);
        if (pause == null || !pause.version.equals(version)) {
            return null;
        }
        if (nanoTime.getAsLong() - pause.end < 0) {
            return pause.reason;
        }
        pauses.remove(entry, pause);
        return null;
    }

    private enum Reason {
        SOURCE,
        STORE
    }

    private record Pause(EntryVersion version, long end, Reason reason) {}
}
