package io.redoubt.cache.internal.region;

import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.cache.internal.near.ChangeClock;
import io.redoubt.cache.internal.near.ChangeMessage;
import io.redoubt.cache.internal.near.ChangeMessageListener;
import io.redoubt.cache.internal.near.ChangeReceiver;
import io.redoubt.cache.internal.near.MessageRequest;
import io.redoubt.cache.internal.near.ReportRequest;
import io.redoubt.cache.internal.near.ReportState;
import io.redoubt.cache.internal.near.ReportState.Origin;
import io.redoubt.cache.internal.near.ReportState.Scope;
import io.redoubt.redis.core.driver.Subscription;
import io.redoubt.redis.core.driver.TrackingSubscription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Tracker of the changed keys of one cache region, which removes their values from the near caches of the region. It
 * learns of changes from this process, from Redis and, where the server refuses to report changes, from messages of
 * other processes. It also tells near caches whether a value that was read is still current, and remembers the region
 * version while no change of it is reported. Thread-safe; never blocks.
 *
 * <p>While changes are not reported, for example because a connection was lost,
 * {@link #isTracking(NearCacheSettings)} is false, and near caches neither return nor keep values.
 */
final class RegionChangeTracker implements ChangeReceiver {

    private final String entryPrefix;
    private final String versionPrefix;
    private final String tagPrefix;
    private final String clearKey;
    private final RegionKeys keys;
    private final ChangeClock clock = new ChangeClock();
    private final List<NearCache<?>> caches = new CopyOnWriteArrayList<>();
    private final ReportState reports = new ReportState();
    private volatile boolean allowsMessages;

    private final ReentrantLock versionLock = new ReentrantLock();
    /** The region version, while no change of it is reported; null if unknown. Written under the lock. */
    private volatile @Nullable TagVersion regionVersion;

    RegionChangeTracker(RegionKeys keys) {
        this.entryPrefix = keys.entryPrefix();
        this.versionPrefix = keys.versionPrefix();
        this.tagPrefix = keys.tag("");
        this.clearKey = keys.clearVersion();
        this.keys = keys;
    }

    @Override
    public ReportRequest request() {
        Scope scope = reports.required();
        return new ReportRequest(prefixes(scope), subscription -> started(subscription, scope));
    }

    /** Lets messages of other processes count as reports where the servers refuse to make them. */
    void allowMessages() {
        allowsMessages = true;
    }

    @Override
    public @Nullable MessageRequest messages() {
        return allowsMessages
                ? new MessageRequest(
                        "region " + keys.name(),
                        keys.changeChannel(),
                        new ChangeMessageListener(this, this::onMessage),
                        this::startedMessages)
                : null;
    }

    @Override
    public ReportState reports() {
        return reports;
    }

    private List<byte[]> prefixes(Scope scope) {
        byte[] versions = versionPrefix.getBytes(StandardCharsets.UTF_8);
        return scope == Scope.VERSIONS
                ? List.of(versions)
                : List.of(entryPrefix.getBytes(StandardCharsets.UTF_8), versions);
    }

    /** Adds a near cache, whose values are removed when their keys change. */
    void add(NearCache<?> cache) {
        caches.add(cache);
        reports.require(Scope.ALL);
    }

    /** Records that the servers report the changes of some keys from now on, instead of what was reported before. */
    void started(TrackingSubscription started, Scope scope) {
        reports.start(started, Origin.SERVER, scope, this::allChanged);
    }

    /** Records that other processes report their changes of all keys from now on. */
    void startedMessages(Subscription started) {
        reports.start(started, Origin.MESSAGES, Scope.ALL, this::allChanged);
    }

    /** Returns the number of keys whose change was reported. */
    long reportedKeys() {
        return reports.reportedKeys();
    }

    /** Returns whether changes of any key are reported at present in a way that suits these settings. */
    boolean isTracking(NearCacheSettings settings) {
        return reports.cover(settings);
    }

    /**
     * Returns how long ago the servers last answered on the connections on which they report changes; empty before they
     * first did, and while changes are reported by messages.
     */
    Optional<Duration> sinceHeartbeat() {
        return reports.sinceHeartbeat();
    }

    /** Returns whether changes of these keys are reported at present. */
    boolean isTracking(Scope scope) {
        return reports.cover(scope);
    }

    /** Returns the current time of the clock of changes. Taken before the store is read. */
    long now() {
        if (reports.isRecoveryDue()) {
            reports.recover(this::discardAll);
        }
        return clock.now();
    }

    /** Returns whether an entry that was read after a time is still current, and further changes will be noticed. */
    boolean isCurrent(String entry, long since, NearCacheSettings settings) {
        return isTracking(settings) && clock.isUnchangedSince(entry, since);
    }

    /** Returns whether neither the region nor one of these tags is known to have been invalidated since a time. */
    boolean areNotInvalidatedSince(Collection<String> tags, long since) {
        return clock.areNotInvalidatedSince(tags, since);
    }

    /** Records that tags were invalidated, or may have been. */
    void tagsInvalidated(Collection<String> tags) {
        boolean done = false;
        try {
            versionsChanged(); // first: what is found valid from now on is so by a later version
            for (String tag : tags) {
                clock.tagInvalidated(tag);
            }
            done = true;
        } finally {
            reports.countMissedUnless(done);
        }
    }

    /** Records that the region was cleared, or may have been. */
    void cleared() {
        boolean done = false;
        try {
            versionsChanged(); // first, as for tags
            clock.cleared();
            done = true;
        } finally {
            reports.countMissedUnless(done);
        }
    }

    /**
     * Returns the region version if no change of it can have been missed; otherwise null. Messages of other processes
     * do not suffice: a region that reads by this version would never notice what was missed once.
     */
    @Nullable
    TagVersion watchedVersion() {
        TagVersion current = regionVersion;
        return current != null && reports.coverByServers(Scope.VERSIONS) ? current : null;
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
            if (isTracking(Scope.VERSIONS) && clock.areVersionsUnchangedSince(since)) {
                regionVersion = read;
            }
        } finally {
            versionLock.unlock();
        }
        return read;
    }

    /** Records that entries were changed, or may have been. */
    void entriesChanged(Collection<String> entries) {
        boolean done = false;
        try {
            for (String entry : entries) {
                entryChanged(entry);
            }
            done = true;
        } finally {
            reports.countMissedUnless(done);
        }
    }

    private void entryChanged(String entry) {
        clock.entryChanged(entry); // first, so that what was read before is not kept after the removal
        for (NearCache<?> cache : caches) {
            cache.entryChanged(entry);
        }
    }

    /** Records that the version of the region, or of a tag, was changed, or may have been. */
    private void versionsChanged() {
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
            reports.countReported(keys.size());
            for (byte[] key : keys) {
                keyChanged(new String(key, StandardCharsets.UTF_8));
            }
            done = true;
        } finally {
            reports.countMissedUnless(done);
        }
    }

    private void keyChanged(String key) {
        if (key.startsWith(entryPrefix)) {
            entryChanged(key.substring(entryPrefix.length()));
        } else if (key.startsWith(tagPrefix)) {
            // The region version is replaced with each invalidation. A tag that is new changes nothing.
            clock.tagInvalidated(key.substring(tagPrefix.length()));
        } else if (key.equals(clearKey)) {
            clock.cleared();
        } else if (key.startsWith(versionPrefix)) {
            versionsChanged();
        }
    }

    /** Records the changes that another process has reported. */
    void onMessage(ChangeMessage message) {
        if (message.scope() == ChangeMessage.Scope.ALL) {
            onUnknownChanges();
            return;
        }
        reports.countReported(message.entries().size() + message.tags().size());
        entriesChanged(message.entries());
        if (!message.tags().isEmpty()) {
            tagsInvalidated(message.tags());
        }
        if (message.scope() == ChangeMessage.Scope.CLEAR) {
            cleared();
        }
    }

    @Override
    public void onUnknownChanges() {
        boolean done = false;
        try {
            discardAll();
            done = true;
        } finally {
            reports.countMissedUnless(done);
        }
    }

    private void discardAll() {
        allChanged();
        for (NearCache<?> cache : caches) {
            cache.discard();
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
