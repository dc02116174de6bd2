package io.redoubt.redis.core.routing;

import io.redoubt.redis.core.driver.TrackingListener;
import io.redoubt.redis.core.driver.TrackingSubscription;
import io.redoubt.redis.core.support.SerialExecutor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Registration of one {@link TrackingListener} for changes of the keys with given prefixes. Thread-safe. */
final class TrackingRegistration implements TrackingSubscription {

    /**
     * Maximum number of invalidations that wait for a slow listener. Further ones are dropped and reported as a
     * gap.
     */
    static final int MAX_QUEUED_INVALIDATIONS = 10_000;

    /** Estimated memory of a key in the queue beside its bytes. */
    private static final int KEY_BYTES = 40;

    private final List<byte[]> prefixes;
    private final TrackingListener listener;
    private final TrackingMultiplexer multiplexer;
    private final SerialExecutor executor =
            new SerialExecutor("redoubt-redis-tracking", MAX_QUEUED_INVALIDATIONS, Duration.ZERO);
    private final long maxQueuedBytes;
    private final AtomicLong queuedBytes = new AtomicLong();
    private final AtomicLong reportedGaps = new AtomicLong();
    /** How many gaps the listener knows of. */
    private volatile long deliveredGaps;

    private final AtomicBoolean isDeliveryQueued = new AtomicBoolean();
    private final AtomicBoolean unknownChanges = new AtomicBoolean();
    private volatile boolean started;
    private volatile boolean closed;

    /**
     * Creates a registration that is not active yet.
     *
     * @param maxQueuedBytes maximum size of the keys that wait for a slow listener
     */
    TrackingRegistration(
            List<byte[]> prefixes, TrackingListener listener, TrackingMultiplexer multiplexer, long maxQueuedBytes) {
        this.prefixes = List.copyOf(prefixes);
        this.listener = listener;
        this.multiplexer = multiplexer;
        this.maxQueuedBytes = maxQueuedBytes;
    }

    List<byte[]> prefixes() {
        return prefixes;
    }

    /** Marks the registration as active: changes are reported from now on. */
    void start() {
        started = true;
    }

    /**
     * Records a gap at once, and notifies the listener of it after all earlier notifications. Never throws: if that is
     * not possible now, for example without memory for a thread, {@link #armed()} tries again. Before the start there
     * is nothing that a listener could have missed.
     */
    void reportGap() {
        if (!started) {
            return;
        }
        reportedGaps.incrementAndGet();
        queueDelivery();
    }

    /** Records in the same way that keys have changed whose names are not known. */
    void reportUnknownChanges() {
        unknownChanges.set(true);
        reportGap();
    }

    /**
     * Notifies the listener that a server refuses to report changes. Not repeated if that is not possible now: each
     * further attempt that is refused leads here again.
     */
    void reportRefusal(String reason) {
        boolean unused = started
                && executor.offer(() -> {
                    if (!closed) {
                        listener.onRefused(reason);
                    }
                });
    }

    private void queueDelivery() {
        if (isDeliveryQueued.compareAndSet(false, true)) {
            boolean isQueued = false;
            try {
                isQueued = executor.execute(this::deliverGaps);
            } catch (Throwable noMemory) {
                // Until a later attempt succeeds, this registration is not armed.
            } finally {
                if (!isQueued) {
                    isDeliveryQueued.set(false);
                }
            }
        }
    }

    /** Notifies the listener of all gaps so far. If it fails, the gaps stay undelivered. */
    private void deliverGaps() {
        isDeliveryQueued.set(false); // first: a gap that is reported from now on is delivered by another run
        long reported = reportedGaps.get();
        if (reported != deliveredGaps) {
            if (unknownChanges.getAndSet(false)) {
                boolean isDelivered = false;
                try {
                    listener.onUnknownChanges();
                    isDelivered = true;
                } finally {
                    unknownChanges.compareAndSet(false, !isDelivered);
                }
            } else {
                listener.onGap();
            }
            deliveredGaps = reported;
        }
    }

    private boolean hasUndeliveredGap() {
        return reportedGaps.get() != deliveredGaps;
    }

    void invalidated(List<byte[]> keys) {
        List<byte[]> matching = keys.stream()
                .filter(key -> KeyPrefixSets.matchesAny(key, prefixes))
                .toList();
        if (!matching.isEmpty() && !offer(matching)) {
            reportUnknownChanges();
        }
    }

    private boolean offer(List<byte[]> keys) {
        long bytes = 0;
        for (byte[] key : keys) {
            bytes += KEY_BYTES + key.length;
        }
        long queued = bytes;
        boolean offered = false;
        try {
            offered = queuedBytes.addAndGet(queued) <= maxQueuedBytes
                    && executor.offer(() -> {
                        queuedBytes.addAndGet(-queued);
                        listener.onInvalidate(keys);
                    });
            return offered;
        } finally {
            if (!offered) {
                queuedBytes.addAndGet(-queued);
            }
        }
    }

    @Override
    public boolean armed() {
        if (hasUndeliveredGap()) {
            queueDelivery();
            return false;
        }
        return started && !closed && multiplexer.armed();
    }

    @Override
    public Optional<Duration> sinceHeartbeat() {
        return closed ? Optional.empty() : multiplexer.sinceHeartbeat();
    }

    void stop() {
        closed = true;
        executor.close();
    }

    @Override
    public void close() {
        try {
            multiplexer.remove(this);
        } finally {
            stop();
        }
    }
}
