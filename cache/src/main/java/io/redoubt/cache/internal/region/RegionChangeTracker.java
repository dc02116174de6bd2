package io.redoubt.cache.internal.region;

import io.redoubt.redis.core.driver.TrackingListener;
import io.redoubt.redis.core.driver.TrackingSubscription;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Tracker of changes to the keys of one region, made by this process or reported by Redis. It removes what has changed
 * from the near caches of the region, and tells them whether a value that was read is still current. It also remembers
 * the region version while no change of it is reported. Thread-safe; never blocks.
 *
 * <p>While changes are not reported, for example because a connection was lost, {@link #isTracking()} is false, and near
 * caches neither return nor keep values.
 */
final class RegionChangeTracker implements TrackingListener {

    private final String entryPrefix;
    private final String versionPrefix;
    private final ChangeClock clock = new ChangeClock();
    private final List<NearCache<?>> caches = new CopyOnWriteArrayList<>();
    private final AtomicBoolean isUsed = new AtomicBoolean();
    private final ReentrantLock versionLock = new ReentrantLock();
    /** The region version, while no change of it is reported; null if unknown. Written under the lock. */
    private volatile @Nullable TagVersion regionVersion;

    private volatile @Nullable TrackingSubscription subscription;
    /** Number of reports that could not be processed, for example without memory; each counts as one of all keys. */
    private final AtomicLong missedReports = new AtomicLong();
    /** How many of them have been treated as a change of all keys. */
    private volatile long recoveredReports;

    private volatile boolean refused;
    private volatile boolean closed;
    private final LongAdder reportedKeys = new LongAdder();
    private volatile String problem = "changes are not reported yet";

    RegionChangeTracker(RegionKeys keys) {
        this.entryPrefix = keys.entryPrefix();
        this.versionPrefix = keys.versionPrefix();
    }

    /** Returns the prefixes of the keys whose changes are to be reported. */
    List<byte[]> prefixes() {
        return List.of(entryPrefix.getBytes(StandardCharsets.UTF_8), versionPrefix.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a near cache, whose values are removed when their keys change. Returns whether it is the first one. */
    boolean add(NearCache<?> cache) {
        caches.add(cache);
        return !isUsed.getAndSet(true);
    }

    /** Records that changes are reported from now on. */
    void started(TrackingSubscription started) {
        allChanged();
        refused = false;
        subscription = started;
    }

    /** Returns the number of keys whose change was reported. */
    long reportedKeys() {
        return reportedKeys.sum();
    }

    /** Returns whether reports have ended for good. */
    boolean isClosed() {
        return closed;
    }

    /** Records why changes are not reported. */
    void failed(String reason, boolean isRefusal) {
        problem = reason;
        refused = isRefusal;
    }

    /** Returns whether the server refused to report changes. */
    boolean isRefused() {
        return refused;
    }

    /** Returns why changes are not reported at present; empty if they are. */
    String problem() {
        if (isTracking()) {
            return "";
        }
        return subscription == null ? problem : "the connection that reports changes was lost, and is being reopened";
    }

    /** Returns whether each change of any key is reported at present. */
    boolean isTracking() {
        TrackingSubscription current = subscription;
        return current != null && missedReports.get() == recoveredReports && current.armed();
    }

    /** Returns the current time of the clock of changes. Taken before the store is read. */
    long now() {
        if (missedReports.get() != recoveredReports) {
            recover();
        }
        return clock.now();
    }

    /** Returns whether an entry that was read after a time is still current, and further changes will be noticed. */
    boolean isCurrent(String entry, long since) {
        return isTracking() && clock.isUnchangedSince(entry, since);
    }

    /** Returns whether no version has changed since a time, as far as changes were reported. */
    boolean areVersionsKnownUnchangedSince(long since) {
        return clock.areVersionsKnownUnchangedSince(since);
    }

    /** Returns the region version while it is known to be current; otherwise null. */
    @Nullable
    TagVersion regionVersion() {
        return regionVersion;
    }

    /**
     * Remembers a region version that was read after a time, unless it may have changed since. Returns it; the same
     * object for equal versions that are remembered.
     *
     * @param read null if there is none
     */
    @Nullable
    TagVersion remember(@Nullable TagVersion read, long since) {
        TagVersion known = regionVersion;
        if (read != null && read.equals(known)) {
            return known;
        }
        versionLock.lock();
        try {
            if (isTracking() && clock.areVersionsUnchangedSince(since)) {
                regionVersion = read;
            }
        } finally {
            versionLock.unlock();
        }
        return read;
    }

    /** Records that entries were changed, or may have been. */
    void entriesChanged(Collection<String> entries) {
        for (String entry : entries) {
            entryChanged(entry);
        }
    }

    private void entryChanged(String entry) {
        clock.entryChanged(entry); // first, so that what was read before is not kept after the removal
        for (NearCache<?> cache : caches) {
            cache.entryChanged(entry);
        }
    }

    /** Records that the version of the region, or of a tag, was changed, or may have been. */
    void versionsChanged() {
        versionLock.lock();
        try {
            clock.versionsChanged();
            regionVersion = null;
        } finally {
            versionLock.unlock();
        }
    }

    private void allChanged() {
        versionLock.lock();
        try {
            clock.allChanged();
            regionVersion = null;
        } finally {
            versionLock.unlock();
        }
        for (NearCache<?> cache : caches) {
            cache.allChanged();
        }
    }

    @Override
    public void onInvalidate(List<byte[]> keys) {
        boolean done = false;
        try {
            reportedKeys.add(keys.size());
            for (byte[] key : keys) {
                keyChanged(new String(key, StandardCharsets.UTF_8));
            }
            done = true;
        } finally {
            if (!done) {
                missedReports.incrementAndGet();
            }
        }
    }

    private void keyChanged(String key) {
        if (key.startsWith(entryPrefix)) {
            entryChanged(key.substring(entryPrefix.length()));
        } else if (key.startsWith(versionPrefix)) {
            versionsChanged();
        }
    }

    @Override
    public void onGap() {
        boolean done = false;
        try {
            allChanged();
            done = true;
        } finally {
            if (!done) {
                missedReports.incrementAndGet();
            }
        }
    }

    /** Records that changes may have been missed. Treated when the store is read the next time. Never blocks. */
    void reportMissed() {
        missedReports.incrementAndGet();
    }

    /** Treats a report that could not be processed as a change of all keys. */
    private void recover() {
        long missed = missedReports.get();
        allChanged();
        recoveredReports = missed;
    }

    /** Ends the reports. Idempotent. */
    void close() {
        closed = true;
        problem = "the cache is closed";
        TrackingSubscription current = subscription;
        subscription = null;
        if (current != null) {
            current.close();
        }
        allChanged();
    }
}
