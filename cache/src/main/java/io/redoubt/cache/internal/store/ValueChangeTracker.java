package io.redoubt.cache.internal.store;

import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.cache.internal.near.ChangeClock;
import io.redoubt.cache.internal.near.ChangeMessage;
import io.redoubt.cache.internal.near.ChangeMessageListener;
import io.redoubt.cache.internal.near.ChangeReceiver;
import io.redoubt.cache.internal.near.ChangeSource;
import io.redoubt.cache.internal.near.MessageRequest;
import io.redoubt.cache.internal.near.ReportRequest;
import io.redoubt.cache.internal.near.ReportState;
import io.redoubt.cache.internal.near.ReportState.Origin;
import io.redoubt.cache.internal.near.ReportState.Scope;
import io.redoubt.redis.core.driver.Subscription;
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
 * Tracker of changed values under keys, which removes them from the near caches. It learns of changes from this
 * process, from Redis and, where the server refuses to report changes, from messages of other processes. It also tells
 * near caches whether a value that was read is still current. Thread-safe; never blocks.
 *
 * <p>While changes are not reported, for example because a connection was lost,
 * {@link #isTracking(NearCacheSettings)} is false, and near caches neither return nor keep values.
 */
final class ValueChangeTracker implements ChangeReceiver {

    /** What the messages of other processes concern, for the log. */
    static final String SUBJECT = "values under keys";

    /** Time between two attempts to ask for reports, if one was lost, for example without memory. */
    private static final long ASKING_PAUSE = Duration.ofMinutes(1).toNanos();

    private final String keyStart;
    private final String changeChannel;
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
     * @param changeChannel the Pub/Sub channel on which processes tell each other of changes
     * @param source reports the changes
     */
    ValueChangeTracker(String keyStart, String changeChannel, ChangeSource source, LongSupplier nanoTime) {
        this.keyStart = keyStart;
        this.changeChannel = changeChannel;
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

    private void startedMessages(Subscription subscription) {
        reports.start(subscription, Origin.MESSAGES, Scope.ALL, this::allChanged);
    }

    @Override
    public @Nullable MessageRequest messages() {
        return caches.stream().anyMatch(NearValueCache::isMessaging)
                ? new MessageRequest(
                        SUBJECT, changeChannel, new ChangeMessageListener(this, this::onMessage), this::startedMessages)
                : null;
    }

    /** Records the changes that another process has reported. */
    private void onMessage(ChangeMessage message) {
        if (message.scope() != ChangeMessage.Scope.NAMED) {
            allChanged();
            return;
        }
        for (String key : message.entries()) {
            NearValueCache cache = drop(key);
            if (cache != null) {
                cache.countReported();
            }
        }
    }

    @Override
    public ReportState reports() {
        return reports;
    }

    /** Returns whether changes are reported at present in a way that suits these settings. */
    boolean isTracking(NearCacheSettings settings) {
        return reports.cover(settings);
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
    boolean isCurrent(String key, long since, NearCacheSettings settings) {
        return isTracking(settings) && clock.isUnchangedSince(key, since);
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

    private @Nullable NearValueCache dropPhysical(String physical) {
        String key = logical(physical);
        return key == null ? null : drop(key);
    }

    /** Returns the key with this name in the store; null if it is none of the store. */
    @Nullable
    String logical(String physical) {
        return physical.startsWith(keyStart) ? physical.substring(keyStart.length()) : null;
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
