package io.redoubt.cache.internal.store;

import io.redoubt.cache.internal.near.ChangeClock;
import io.redoubt.cache.internal.near.ChangeReceiver;
import io.redoubt.cache.internal.near.ChangeSource;
import io.redoubt.cache.internal.near.MessageRequest;
import io.redoubt.cache.internal.near.ReportRequest;
import io.redoubt.cache.internal.near.ReportState;
import io.redoubt.cache.internal.near.ReportState.Origin;
import io.redoubt.cache.internal.near.ReportState.Scope;
import io.redoubt.redis.core.driver.TrackingSubscription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tracker that removes changed values from the near caches, whether this process or another program changed them. It
 * removes what has changed from their near caches, and tells them whether a value that was read is still current.
 * Thread-safe; never blocks.
 *
 * <p>While changes are not reported, for example because a connection was lost, {@link #isTracking()} is false, and
 * near caches neither return nor keep values.
 */
final class ValueChangeTracker implements ChangeReceiver {

    /** Time between two attempts to ask for reports, if one was lost, for example without memory. */
    private static final long ASKING_PAUSE = Duration.ofMinutes(1).toNanos();

    private final String keyStart;
    private final ChangeSource source;
    private final ChangeClock clock = new ChangeClock();
    private final ReportState reports = new ReportState();
    /** Does not change after this object was published. */
    private final List<NearValueCache> caches = new ArrayList<>();

    private final AtomicLong askedNanos;
    private volatile boolean isAsked;

    /**
     * Creates a tracker without near caches.
     *
     * @param keyStart common prefix of the keys of the store
     * @param source reports the changes
     */
    ValueChangeTracker(String keyStart, ChangeSource source, LongSupplier nanoTime) {
        this.keyStart = keyStart;
        this.source = source;
        reports.require(Scope.ALL);
        this.askedNanos = new AtomicLong(nanoTime.getAsLong() - ASKING_PAUSE);
    }

    /** Adds a near cache. All are added before this object is published. */
    void add(NearValueCache cache) {
        caches.add(cache);
    }

    /** Returns the near cache of a key; null if it has none. */
    @Nullable
    NearValueCache cacheOf(String key) {
        for (int i = 0; i < caches.size(); i++) { // without an iterator, since each read comes here
            NearValueCache cache = caches.get(i);
            if (key.startsWith(cache.prefix())) {
                return cache; // no prefix is the beginning of another
            }
        }
        return null;
    }

    /** Returns the near caches. */
    List<NearValueCache> caches() {
        return caches;
    }

    /** Asks for reports unless that was done. */
    void subscribeIfMissing(long nowNanos) {
        if (reports.isSubscriptionMissing()) {
            long asked = askedNanos.get();
            if (nowNanos - asked >= ASKING_PAUSE && askedNanos.compareAndSet(asked, nowNanos)) {
                isAsked = true;
                source.subscribe(this);
            }
        }
    }

    @Override
    public ReportRequest request() {
        List<byte[]> prefixes = caches.stream()
                .map(cache -> (keyStart + cache.prefix()).getBytes(StandardCharsets.UTF_8))
                .toList();
        return new ReportRequest(prefixes, this::started);
    }

    private void started(TrackingSubscription subscription) {
        reports.start(subscription, Origin.SERVER, Scope.ALL, this::allChanged);
    }

    /** Returns null: processes do not tell each other of changes to values under keys. */
    @Override
    public @Nullable MessageRequest messages() {
        return null;
    }

    @Override
    public ReportState reports() {
        return reports;
    }

    /** Returns whether each change is reported at present. */
    boolean isTracking() {
        return reports.cover(Scope.ALL);
    }

    /** Returns whether changes were asked for, which the first read of a key under a prefix does. */
    boolean isAsked() {
        return isAsked;
    }

    /** Returns how long ago the servers last answered on the connections for reports; empty before they first did. */
    Optional<Duration> sinceHeartbeat() {
        return reports.sinceHeartbeat();
    }

    /** Returns the current time of the clock of changes. Taken before the store is read. */
    long now() {
        if (reports.isRecoveryDue()) {
            reports.recover(this::allChanged);
        }
        return clock.now();
    }

    /** Returns whether a value that was read after a time is still current, and further changes will be noticed. */
    boolean isCurrent(String key, long since) {
        return isTracking() && clock.isUnchangedSince(key, since);
    }

    /** Records that the value of a key was changed, or may have been. */
    void changed(String key) {
        boolean done = false;
        try {
            drop(key);
            done = true;
        } finally {
            reports.countMissedUnless(done);
        }
    }

    /** Records that the values of keys were changed, or may have been. */
    void changed(Collection<String> keys) {
        boolean done = false;
        try {
            for (String key : keys) {
                drop(key);
            }
            done = true;
        } finally {
            reports.countMissedUnless(done);
        }
    }

    /** Records that the value of a key was changed, or may have been, by its name in the store. */
    void physicalKeyChanged(String physical) {
        boolean done = false;
        try {
            dropPhysical(physical);
            done = true;
        } finally {
            reports.countMissedUnless(done);
        }
    }

    /** Records that the values of keys were changed, or may have been, by their names in the store. */
    void physicalKeysChanged(List<byte[]> keys) {
        boolean done = false;
        try {
            for (byte[] key : keys) {
                dropPhysical(new String(key, StandardCharsets.UTF_8));
            }
            done = true;
        } finally {
            reports.countMissedUnless(done);
        }
    }

    private @Nullable NearValueCache dropPhysical(String physical) {
        return physical.startsWith(keyStart) ? drop(physical.substring(keyStart.length())) : null;
    }

    /** Removes the value of a key from its near cache. Returns that cache; null if there is none. */
    private @Nullable NearValueCache drop(String key) {
        NearValueCache cache = cacheOf(key);
        if (cache != null) {
            clock.entryChanged(key); // first, so that what was read before is not kept after the removal
            cache.remove(key);
        }
        return cache;
    }

    private void allChanged() {
        clock.allChanged(); // first, as for one key
        caches.forEach(NearValueCache::removeAll);
    }

    @Override
    public void onInvalidate(List<byte[]> keys) {
        boolean done = false;
        try {
            for (byte[] key : keys) {
                NearValueCache cache = dropPhysical(new String(key, StandardCharsets.UTF_8));
                if (cache != null) {
                    cache.countReported();
                }
            }
            done = true;
        } finally {
            reports.countMissedUnless(done);
        }
    }

    @Override
    public void onGap() {
        boolean done = false;
        try {
            allChanged();
            done = true;
        } finally {
            reports.countMissedUnless(done);
        }
    }

    @Override
    public void close() {
        reports.close();
        allChanged();
    }
}
