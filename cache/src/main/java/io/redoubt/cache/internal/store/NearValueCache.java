package io.redoubt.cache.internal.store;

import io.redoubt.api.TypeRef;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.NearCacheStatistics;
import io.redoubt.cache.internal.near.NearWeigher;
import io.redoubt.cache.internal.near.ReportState;
import io.redoubt.caffeine.BoundedCache;
import io.redoubt.caffeine.LocalStoreStatistics;
import io.redoubt.redis.core.FailureMessageRedactor;
import io.redoubt.redis.core.LogThrottle;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Near cache (a bounded cache in this process) for the values of all keys with a given prefix. It also keeps that a key
 * does not exist. Thread-safe; does no I/O.
 *
 * <p>Values are added only after they were read from the store, and only if they have not changed since that read began
 * ({@link io.redoubt.cache.internal.near.ChangeClock}).
 */
final class NearValueCache {

    private static final Logger LOG = LoggerFactory.getLogger(NearValueCache.class);
    /** Smallest number of values that are added between two searches for expired ones. */
    private static final int MIN_FILLS_PER_SWEEP = 1_000;

    private final String prefix;
    private final NearCacheSettings settings;
    private final NearWeigher weigher;
    private final ValueChangeTracker tracker;
    private final LongSupplier nanoTime;
    private final LogThrottle throttle;
    private final BoundedCache<NearValue> values;
    private final LongAdder hits = new LongAdder();
    private final LongAdder negatives = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder reportedKeys = new LongAdder();
    private final LongAdder gaps = new LongAdder();
    private final LongAdder refusedFills = new LongAdder();
    private final AtomicLong fillsUntilSweep = new AtomicLong(MIN_FILLS_PER_SWEEP);
    /** Number of gaps so far. Values of an earlier epoch are not returned. */
    private final AtomicInteger epoch = new AtomicInteger();

    private final AtomicBoolean isFilled = new AtomicBoolean();

    NearValueCache(String prefix, NearCacheSettings settings, ValueChangeTracker tracker, LongSupplier nanoTime) {
        this.prefix = prefix;
        this.settings = settings;
        this.weigher = new NearWeigher(settings);
        this.tracker = tracker;
        this.nanoTime = nanoTime;
        this.throttle = new LogThrottle(nanoTime);
        this.values = BoundedCache.of(settings.size(), NearValue::weight);
    }

    String prefix() {
        return prefix;
    }

    /** Returns whether processes tell each other of changes under this prefix. */
    boolean isMessaging() {
        return settings.isMessagingIfTrackingRefused();
    }

    /** Returns the value of a key if it is known to be current; null if the store has to be read. */
    @Nullable
    NearValue find(String key) {
        NearValue value = values.get(key);
        if (value != null && isCurrent(key, value)) {
            return value;
        }
        misses.increment();
        return null;
    }

    private boolean isCurrent(String key, NearValue value) {
        if (!tracker.isTracking(settings) || value.epoch() != epoch.get()) {
            return false;
        }
        if (nanoTime.getAsLong() - value.endNanos() >= 0) {
            values.remove(key, value);
            return false;
        }
        return true;
    }

    /** Returns a value that was found as an object of a type, and counts it as a hit or a miss. */
    <T> Optional<T> decoded(NearValue found, TypeRef<T> type, ValueCodec codec) {
        Optional<T> decoded = settings.isDecodingEachRead() ? found.decode(type, codec) : found.as(type, codec);
        if (decoded.isPresent()) {
            hits.increment();
        } else {
            negatives.increment();
            codec.counters().miss();
        }
        return decoded;
    }

    /** Begins a read of the store, before it is sent. */
    OptimisticReadStamp beginRead() {
        long now = nanoTime.getAsLong();
        return new OptimisticReadStamp(trackedSince(now), epoch.get(), now);
    }

    /** Returns the time of the clock of changes, or -1 if changes may be missed, so that nothing may be kept. */
    private long trackedSince(long now) {
        try {
            tracker.subscribeIfMissing(now);
            long since = tracker.now();
            return tracker.isTracking(settings) ? since : -1;
        } catch (Throwable e) {
            logNotKept(e); // for example without memory: the read succeeds without near values
            return -1;
        }
    }

    /**
     * Keeps what was read, unless it may have changed since the read began.
     *
     * @param decoded the object that the value was decoded to, of that type; empty if there is none
     */
    <T> void keep(
            String key,
            StoredValue stored,
            OptimisticReadStamp stamp,
            TypeRef<T> type,
            ValueCodec codec,
            Optional<T> decoded) {
        if (!stamp.mayBeKept()) {
            return;
        }
        try {
            if (stored.remainingNanos() <= 0 || !isKept(key, stored, stamp, type, codec, decoded)) {
                refusedFills.increment();
                return;
            }
            isFilled.set(true);
            if (fillsUntilSweep.decrementAndGet() <= 0) {
                removeExpired();
            }
        } catch (Throwable e) {
            // The weigher is code of the application, and the read has succeeded without it.
            refusedFills.increment();
            logNotKept(e);
        }
    }

    private <T> boolean isKept(
            String key,
            StoredValue stored,
            OptimisticReadStamp stamp,
            TypeRef<T> type,
            ValueCodec codec,
            Optional<T> decoded) {
        byte[] bytes = stored.bytes();
        if (bytes != null && decoded.isEmpty() && settings.bound() == NearCacheSettings.Bound.WEIGHT) {
            return false; // bytes that do not decode have no weight
        }
        int weight = weigher.weight(key, bytes == null ? 0 : bytes.length, decoded.orElse(null));
        long maxAge = Math.min(settings.maxAge().toNanos(), tracker.reports().maxAgeNanos());
        long left = Math.min(stored.remainingNanos(), maxAge);
        NearValue value = new NearValue(bytes, weight, stamp.nanos() + left, stamp.epoch());
        if (!settings.isDecodingEachRead()) {
            value.add(type, codec, decoded);
        }
        return values.putIf(
                key, value, () -> epoch.get() == stamp.epoch() && tracker.isCurrent(key, stamp.since(), settings));
    }

    private void logNotKept(Throwable reason) {
        try {
            throttle.pass(leftOut -> {
                LOG.warn(
                        "cache, key {}*: a value could not be kept in the near cache: {}{}",
                        prefix,
                        FailureMessageRedactor.reasonOf(reason),
                        leftOut);
                FailureMessageRedactor.logStack(LOG, reason);
            });
        } catch (Throwable ignored) {
            // There is no memory for the line either, or the exception has no text.
        }
    }

    private void removeExpired() {
        // First, so that no other thread searches at the same time.
        fillsUntilSweep.set(Math.max(MIN_FILLS_PER_SWEEP, values.size() / 4));
        long now = nanoTime.getAsLong();
        values.removeIf(value -> now - value.endNanos() >= 0);
    }

    /** Removes the value of a key that has changed. */
    void remove(String key) {
        values.remove(key);
    }

    /** Removes all values, since any may have changed. */
    void removeAll() {
        if (isFilled.getAndSet(false)) {
            gaps.increment();
        }
        // Before the removal, which may overlook a value that is being added.
        epoch.incrementAndGet();
        values.clear();
    }

    /** Counts a key whose change was reported. */
    void countReported() {
        reportedKeys.increment();
    }

    /** Returns the number of reads that found a value. */
    long hits() {
        return hits.sum();
    }

    /** Returns the state of the reports on which this near cache relies. */
    ReportState.Status status() {
        return tracker.reports().status(settings);
    }

    NearCacheStatistics statistics() {
        LocalStoreStatistics fill = values.statistics();
        ReportState.Status status = status();
        return new NearCacheStatistics(
                status.state(),
                status.reason(),
                hits.sum() + negatives.sum(),
                misses.sum(),
                0,
                reportedKeys.sum(),
                gaps.sum(),
                refusedFills.sum(),
                fill.evicted(),
                fill.entries(),
                fill.weight(),
                tracker.sinceHeartbeat());
    }
}
